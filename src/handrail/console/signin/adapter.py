"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ConsoleAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: administrators invite people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no."""
        return False
