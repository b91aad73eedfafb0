"""Fixtures of all Python tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handrail.settings import ConsoleSettings, use_console_settings
from proof import Proof, summary

TEST_SETTINGS = ConsoleSettings(
    data_dir=Path(tempfile.gettempdir()),
    database_url="sqlite:///unused",
    secret_key="only-for-tests-only-for-tests-only-for-tests",
    console_origin="http://testserver",
    allow_loopback_hosting=True,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--torture``: proofs take their full size, which is hours of work (``make torture``)."""
    parser.addoption("--torture", action="store_true", help="proofs take their full size and write their results")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A torture run has no time limit."""
    if config.getoption("--torture"):
        for item in items:
            item.add_marker(pytest.mark.timeout(0))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the proofs of this run counted."""
    lines = summary(terminalreporter.stats.get("passed", []))
    if lines:
        terminalreporter.section("proofs")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Proof:
    """The size of this run, and where its figures go."""
    return Proof(request, torture=request.config.getoption("--torture"))


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
