"""How a page of one application is found, guarded and drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handrail.accounts.models import User
from handrail.applications.access import Role, can, get_application, require
from handrail.applications.models import Application
from handrail.console.context import application_shell
from handrail.errors import NotAllowedError


def person(request: HttpRequest) -> User:
    """The signed-in person; ``LoginRequiredMiddleware`` lets nobody else through.

    Raises:
        NotAllowedError: nobody is signed in.
    """
    if not isinstance(request.user, User):
        raise NotAllowedError(role="a signed-in person")
    return request.user


def application_of(request: HttpRequest, key: str, *roles: Role) -> Application:
    """The application of the page; 404 when the person may not see it, 403 without one of ``roles`` (if any)."""
    application = get_application(person(request), key)
    if roles:
        require(person(request), *roles, application=application)
    return application


def render_application(
    request: HttpRequest,
    template: str,
    application: Application,
    active: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw a page that extends ``console/application.html``.

    Args:
        request: the request.
        template: e.g. ``console/campaigns/list.html``.
        application: as ``application_of`` gave it.
        active: id of the navigation entry the page belongs to.
        context: what the page itself needs.
        status: HTTP status; 422 for a form with errors.
    """
    user = person(request)
    shell = application_shell(request, application)
    roles = {f"may_{role.value}": can(user, role, application=application) for role in Role}
    return render(request, template, {**shell, **roles, "active": active, **(context or {})}, status=status)
