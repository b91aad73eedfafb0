"""Fixtures of all Python tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handrail.settings import ConsoleSettings, use_console_settings

TEST_SETTINGS = ConsoleSettings(
    data_dir=Path(tempfile.gettempdir()),
    database_url="sqlite:///unused",
    secret_key="only-for-tests-only-for-tests-only-for-tests",
    console_origin="http://testserver",
    allow_loopback_hosting=True,
)


@pytest.fixture(autouse=True)
def _test_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests neither read the environment nor the developer's own data directory; passwords are hashed quickly."""
    from django.test import override_settings

    use_console_settings(TEST_SETTINGS)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
    use_console_settings(TEST_SETTINGS)


@pytest.fixture
def bank(db: None) -> object:
    """The standing actors with two applications."""
    from actors import make_bank

    return make_bank()
