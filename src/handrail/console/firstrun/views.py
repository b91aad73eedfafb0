"""The first run: create the first administrator."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from handrail.accounts.people import anybody_exists
from handrail.applications.services import create_application, first_run
from handrail.console.firstrun.forms import FirstRunForm
from handrail.console.words import error_in_words
from handrail.errors import InvalidInputError


@login_not_required
@require_http_methods(["GET", "POST"])
def first_run_page(request: HttpRequest) -> HttpResponse:
    """Open only while nobody exists."""
    if anybody_exists():
        return redirect("/")
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = first_run(email=data["email"], display_name=data["display_name"], password=data["password"])
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            if data["sample"]:
                language = "de" if get_language() == "de" else "en"
                others = [name for name in ("en", "de") if name != language]
                create_application(actor=user, name="Sample", languages=[language, *others])
            return redirect("/")
    status = 422 if form.is_bound else 200
    return render(request, "console/firstrun/first_run.html", {"form": form}, status=status)
