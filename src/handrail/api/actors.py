"""The caller of an endpoint, typed."""

from django.http import HttpRequest

from handrail.accounts.models import User
from handrail.applications.access import Actor
from handrail.applications.models import Token
from handrail.errors import NotAllowedError


def actor_of(request: HttpRequest) -> Actor:
    """Person or token that authentication found; every endpoint hands it to a service."""
    found = getattr(request, "auth", None)
    if isinstance(found, User | Token):
        return found
    raise NotAllowedError(role="a token or a signed-in person")
