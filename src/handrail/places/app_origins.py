"""Where the app's pages come from: the origins whose pages may ask for a code of Power Mode.

A browser says the origin of a page in the ``Origin`` header and lets no script change it. The origin of the
environment's page address is admitted by itself; bundled apps (``capacitor://localhost``, ``file://``, ``null``) are
registered by an administrator.
"""

import re
from typing import Final

from django.db import transaction

from handrail.accounts.audit import record
from handrail.applications.access import Actor, Role, require
from handrail.applications.models import Environment
from handrail.errors import HandrailError, InvalidInputError
from handrail.places.models import AppOrigin

MAX_ORIGINS: Final = 20
_ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]{0,30}://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")
_DEFAULT_PORT: Final = re.compile(r"(?<=^http://).*(?=:80$)|(?<=^https://).*(?=:443$)")


class OriginNotRegisteredError(HandrailError):
    """Application, environment and origin of a page that asks for a code do not belong together."""

    code = "power.origin-not-registered"
    sentence = (
        "No environment made for authoring has this key, this name and an app at the origin {origin}. Nothing was "
        "changed; an administrator registers origins in the settings."
    )


def app_origins(environment: Environment) -> list[str]:
    """Origins whose pages may ask for a code: that of the page address first, then the registered ones."""
    registered = list(environment.app_origins.values_list("origin", flat=True))
    own = [environment.page_origin] if environment.page_origin else []
    return list(dict.fromkeys([*own, *registered]))


def add_app_origin(*, actor: Actor, environment: Environment, origin: str) -> str:
    """Register an origin; the same again changes nothing.

    Args:
        actor: administrator of the application.
        environment: made for authoring.
        origin: as a person writes it, e.g. ``https://App.example:443/``; ``null`` and ``file://`` stand for themselves.

    Raises:
        NotAllowedError: not an administrator.
        InvalidInputError: no origin, or too many.
    """
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    clean = _checked(origin)
    with transaction.atomic():
        if not environment.power:
            raise _refused("this environment is not made for authoring")
        if environment.app_origins.count() >= MAX_ORIGINS:
            raise _refused("twenty origins are the limit")
        _, fresh = AppOrigin.objects.get_or_create(environment=environment, origin=clean)
        if fresh:
            record(actor, "app-origin.added", clean, {"environment": environment.name}, environment.application)
    return clean


def remove_app_origin(*, actor: Actor, environment: Environment, origin: str) -> None:
    """Take an origin back; sessions of its pages end with their next message."""
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    with transaction.atomic():
        gone, _ = AppOrigin.objects.filter(environment=environment, origin=origin).delete()
        if gone:
            record(actor, "app-origin.removed", origin, {"environment": environment.name}, environment.application)


def admitted_environment(*, key: str, name: str, origin: str) -> Environment:
    """The environment that a page without any credential claims to belong to.

    Raises:
        OriginNotRegisteredError: whatever of the three is not right; from outside all look the same.
    """
    found = Environment.objects.select_related("application").filter(application__key=key, name=name, power=True)
    environment = found.first()
    if environment is None or origin not in app_origins(environment):
        raise OriginNotRegisteredError(origin=origin[:300] or "(none)")
    return environment


def _refused(what: str) -> InvalidInputError:
    return InvalidInputError(summary=what, problems=[{"where": "origin", "what": what}])


def _checked(origin: str) -> str:
    plain = origin.strip().lower()
    if plain in {"null", "file://"}:
        return plain
    plain = plain.removesuffix("/")
    if not _ORIGIN.fullmatch(plain):
        raise _refused("an origin is scheme, host and port, such as https://app.example or capacitor://localhost")
    default = _DEFAULT_PORT.search(plain)
    return plain[: default.end()] if default else plain
