"""The same bank and people as in the tests of the services."""

from places.conftest import author, bank, production, staging

__all__ = ["author", "bank", "production", "staging"]
