"""API tokens of an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handrail.applications.access import Role, Scope, get_environment, require
from handrail.applications.tokens import create_token, revoke_token, tokens_of
from handrail.console.pages import application_of, person, render_application
from handrail.console.tokens.forms import TokenForm


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest, key: str) -> HttpResponse:
    """The list, and a form for a new one; the secret is shown once, on the page that follows."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    form = TokenForm(application, request.POST or None)
    if request.method == "POST":
        require(person(request), Role.ADMINISTRATOR, application=application)
        if form.is_valid():
            data = form.cleaned_data
            name = data["environment"]
            _token, secret = create_token(
                actor=person(request),
                application=application,
                label=data["label"],
                scopes=[Scope(scope) for scope in data["scopes"]],
                environment=get_environment(person(request), application, name) if name else None,
                days=data["days"] or None,
            )
            request.session["token-secret"] = secret
            return redirect("tokens", key=key)
    context = {
        "tokens": tokens_of(person(request), application),
        "form": form,
        "secret": request.session.pop("token-secret", ""),
    }
    status = 422 if form.is_bound else 200
    return render_application(request, "console/tokens/list.html", application, "settings", context, status=status)


@require_POST
def revoke(request: HttpRequest, key: str, token_id: int) -> HttpResponse:
    """Make a token useless at once."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    revoke_token(actor=person(request), application=application, token_id=token_id)
    messages.success(request, _("Revoked."))
    return redirect("tokens", key=key)
