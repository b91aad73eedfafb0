"""People and roles: of the installation, and of one application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.models import User
from handrail.accounts.people import find_person
from handrail.applications.access import Role, can, get_application, get_environment, require, visible_applications
from handrail.applications.services.people import (
    create_link,
    grant_role,
    grants_in,
    invite_person,
    people_seen_by,
    person_seen_by,
    revoke_role,
    set_active,
)
from handrail.console.pages import application_of, person, render_application
from handrail.console.people.forms import GrantByAddressForm, GrantForm, InviteForm
from handrail.console.words import error_in_words
from handrail.errors import HandrailError, InvalidInputError, NotAllowedError


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody and what they may do."""
    found = people_seen_by(person(request))
    context = {"people": found, "may_invite": can(person(request), Role.ADMINISTRATOR), "active": "people"}
    return render(request, "console/people/list.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new person; the one-time link is shown on the page that follows."""
    require(person(request), Role.ADMINISTRATOR)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, secret = invite_person(actor=person(request), **form.cleaned_data)
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
        else:
            request.session["person-link"] = [user.pk, secret]
            return redirect("people-one", person_id=user.pk)
    context = {"form": form, "active": "people"}
    return render(request, "console/people/invite.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def one(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: roles, link, on or off."""
    user = person_seen_by(person(request), person_id)
    shown_for, secret = request.session.pop("person-link", [0, ""])
    administers = can(person(request), Role.ADMINISTRATOR)
    applications = visible_applications(person(request)).prefetch_related("environments")
    context = {
        "person": user,
        "link": request.build_absolute_uri(f"/sign-in/link/{secret}") if secret and shown_for == user.pk else "",
        "form": GrantForm(list(applications)) if administers else None,
        "administers": administers,
        "active": "people",
    }
    return render(request, "console/people/one.html", context)


@require_POST
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """A fresh one-time link."""
    user = person_seen_by(person(request), person_id)
    request.session["person-link"] = [user.pk, create_link(actor=person(request), user=user)]
    return redirect("people-one", person_id=person_id)


@require_POST
def active(request: HttpRequest, person_id: int) -> HttpResponse:
    """Switch a person off or on."""
    user = person_seen_by(person(request), person_id)
    _told(request, lambda: set_active(actor=person(request), user=user, active="on" in request.POST))
    return redirect("people-one", person_id=person_id)


@require_POST
def grant(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a role."""
    user = person_seen_by(person(request), person_id)
    require(person(request), Role.ADMINISTRATOR)
    form = GrantForm(list(visible_applications(person(request))), request.POST)
    if form.is_valid():
        _told(request, lambda: _give(person(request), user, form))
    return redirect("people-one", person_id=person_id)


@require_POST
def revoke(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role away."""
    user = person_seen_by(person(request), person_id)
    require(person(request), Role.ADMINISTRATOR)
    _told(request, lambda: revoke_role(actor=person(request), user=user, grant_id=grant_id))
    return redirect("people-one", person_id=person_id)


@require_http_methods(["GET", "POST"])
def application_people(request: HttpRequest, key: str) -> HttpResponse:
    """Who may do what in one application."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    form = GrantByAddressForm([application], request.POST or None, everywhere=False)
    if request.method == "POST":
        require(person(request), Role.ADMINISTRATOR, application=application)
        if form.is_valid():
            user = find_person(form.cleaned_data["email"])
            if user is None:
                form.add_error(
                    "email",
                    _("Nobody with this address has an account. The installation's administrator invites people."),
                )
            else:
                _told(request, lambda: _give(person(request), user, form))
                return redirect("application-people", key=key)
    context = {"grants": grants_in(person(request), application), "form": form}
    status = 422 if form.is_bound else 200
    return render_application(
        request, "console/people/application.html", application, "settings", context, status=status
    )


@require_POST
def application_revoke(request: HttpRequest, key: str, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role in this application away."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    found = (
        grants_in(person(request), application).filter(pk=grant_id, user_id=person_id, application=application).first()
    )
    if found is not None:
        _told(request, lambda: revoke_role(actor=person(request), user=found.user, grant_id=grant_id))
    return redirect("application-people", key=key)


def _give(actor: User, user: User, form: GrantForm) -> object:
    key, environment = form.place
    application = get_application(actor, key) if key else None
    found = get_environment(actor, application, environment) if application and environment else None
    role = Role(form.cleaned_data["role"])
    return grant_role(actor=actor, user=user, role=role, application=application, environment=found)


def _told(request: HttpRequest, act: "object") -> None:
    """Do it and say so; a refusal is said in words on the same page."""
    try:
        act()  # type: ignore[operator]
    except HandrailError as error:
        sentence = error.message if isinstance(error, NotAllowedError) else error_in_words(error)
        messages.error(request, sentence)
    else:
        messages.success(request, _("Saved."))
