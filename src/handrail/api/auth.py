"""Who calls: a program with a bearer token, or a signed-in person's page (session and CSRF token)."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from handrail.accounts.models import User
from handrail.applications.models import Token
from handrail.applications.tokens import use_token


class TokenAuth(HttpBearer):
    """``Authorization: Bearer hr_…`` for ordinary endpoints."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token's row while it is valid."""
        return use_token(token)


class AsyncTokenAuth(HttpBearer):
    """The same for ``async`` endpoints (long polls)."""

    async def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token's row while it is valid."""
        return await sync_to_async(use_token)(token)


class PersonAuth(SessionAuth):
    """A signed-in person; writing calls carry ``X-CSRFToken``."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """The person."""
        return request.user if request.user.is_authenticated and request.user.is_active else None
