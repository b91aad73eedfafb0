"""What the shell's templates need on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from handrail.applications.models import Application
from handrail.console.navigation import shown


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the installation; an application's own is added by ``pages.application_page``."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"installation_navigation": [], "languages": settings.LANGUAGES}
    return {"installation_navigation": shown(user), "languages": settings.LANGUAGES}


def application_shell(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What ``console/application.html`` needs."""
    return {"application": application, "application_navigation": shown(request.user, application)}  # type: ignore[arg-type]
