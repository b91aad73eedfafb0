"""Sign-in by one-time link, and the own account."""

import ipaddress

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handrail.accounts.models import OneTimeLink
from handrail.accounts.people import OneTimeLinkError, peek_link, use_link
from handrail.accounts.services import edit_profile, note_sign_in, set_first_password
from handrail.console.pages import person
from handrail.console.signin.forms import NewPasswordForm, ProfileForm
from handrail.console.words import error_in_words
from handrail.errors import InvalidInputError
from handrail.settings import console_settings


def from_loopback(request: HttpRequest) -> bool:
    """Whether the request came from this machine itself, not through a proxy."""
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_time_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A demo link signs in at once; any other shows a button, because mail scanners open every link they see."""
    link = peek_link(secret)
    if link is None:
        return _refused(request, OneTimeLinkError(reason="was used already or has expired"))
    invitation = link.purpose == OneTimeLink.Purpose.INVITATION
    form = NewPasswordForm(request.POST or None) if invitation else None
    at_once = link.loopback_only and console_settings().demo_sign_in and from_loopback(request)
    if request.method != "POST" and not at_once:
        return render(request, "console/signin/link.html", {"link": link, "form": form})
    if form is not None:
        if not form.is_valid():
            return render(request, "console/signin/link.html", {"link": link, "form": form}, status=422)
        try:
            set_first_password(user=link.user, password=form.cleaned_data["password"])
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
            return render(request, "console/signin/link.html", {"link": link, "form": form}, status=422)
    try:
        used = use_link(secret, from_loopback=from_loopback(request))
    except OneTimeLinkError as error:
        return _refused(request, error)
    note_sign_in(user=used.user, by=used.purpose)
    if used.loopback_only:
        # Made by whoever owns this machine, who could read its database as well: also the way back for somebody who
        # has lost the second factor.
        login(request, used.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, used.user, method="one-time-link")
        return redirect(_onward(request))
    # A link stands for the password, never for the second factor.
    answer: HttpResponse = perform_login(request, Login(user=used.user, redirect_url=_onward(request)))
    return answer


def _onward(request: HttpRequest) -> str:
    """Where a link leads after it signed somebody in: a page of this console, nowhere else."""
    wanted = request.GET.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"


def _refused(request: HttpRequest, error: OneTimeLinkError) -> HttpResponse:
    return render(request, "console/signin/link_refused.html", {"error": error}, status=410)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language of the signed-in person, ways to password and second factor."""
    user = person(request)
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        edit_profile(user=user, **form.cleaned_data)
        update_session_auth_hash(request, user)
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "console/signin/profile.html", {"form": form})
