"""The list of applications, an application's overview, its icon."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.applications.access import Role, can, get_application, visible_applications
from handrail.applications.connection import connections_of
from handrail.applications.icons import icon_of
from handrail.console.pages import application_of, person, render_application


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Cards of all applications the person sees."""
    user = person(request)
    cards = [
        {"application": application, "connections": connections_of(application)}
        for application in visible_applications(user)
    ]
    context = {"cards": cards, "may_create": can(user, Role.ADMINISTRATOR), "active": "applications"}
    return render(request, "console/applications/list.html", context)


@require_safe
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """What is live where, and what to do next."""
    application = application_of(request, key)
    context = {"connections": connections_of(application)}
    return render_application(request, "console/applications/overview.html", application, "overview", context)


@require_safe
def icon(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The synced icon, by content: it may be kept for ever."""
    found = icon_of(get_application(person(request), key), digest)
    if found is None:
        raise Http404
    return HttpResponse(
        found, content_type="image/png", headers={"Cache-Control": "private, max-age=31536000, immutable"}
    )
