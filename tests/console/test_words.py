"""Codes in words, in the reader's language, and the log's lines without secrets."""

import json
import logging

import pytest
from django.utils import translation

from handrail.applications.access import Role
from handrail.applications.checks import _REASONS, AddressError
from handrail.applications.models import ConnectionReport
from handrail.console.audit.words import action_in_words
from handrail.console.people.words import ROLE_TEXTS, ROLES
from handrail.console.setup.verdicts import verdict_in_words
from handrail.console.states import STATES
from handrail.console.words import ERRORS, error_in_words
from handrail.errors import InvalidInputError
from handrail.project.logs import JsonFormatter


def test_every_reason_of_a_malformed_address_has_words() -> None:
    for reason in _REASONS:
        assert f"hosting.address-malformed:{reason}" in ERRORS
        words = error_in_words(AddressError(url="x", problem="y", reason=reason))
        assert words == str(ERRORS[f"hosting.address-malformed:{reason}"])


@pytest.mark.parametrize("state", [str(state) for state in ConnectionReport.State] + ["empty"])
def test_every_verdict_has_a_title_and_says_what_to_do(state: str) -> None:
    words = verdict_in_words(state, {})
    assert words.title
    assert words.text
    assert words.tone in {"success", "warning", "danger"}
    assert state == "empty" or state in STATES


def test_every_role_has_words() -> None:
    assert set(ROLES) == set(ROLE_TEXTS) == {role.value for role in Role}


def test_an_error_without_parameters_keeps_its_own_sentence() -> None:
    assert error_in_words(InvalidInputError("Say first where.")) == "Say first where."


def test_an_unknown_action_is_shown_by_its_name() -> None:
    assert action_in_words("moon.landed") == "moon.landed"


def test_german_words_are_german() -> None:
    with translation.override("de"):
        assert verdict_in_words("cors-missing", {}).title != "CORS header missing"


def test_log_lines_are_json_without_secrets() -> None:
    text = "GET /sign-in/link/abcdef token hr_abcdefgh12345678901234567890 at postgresql://me:hush@db/x Bearer zzz"
    record = logging.makeLogRecord({"msg": text, "levelname": "INFO", "name": "x", "password": "p4ss", "job": "j"})
    line = json.loads(JsonFormatter().format(record))
    for secret in ("abcdef ", "12345678901234567890", "hush", "zzz", "p4ss"):
        assert secret not in json.dumps(line) + " "
    assert line["job"] == "j"
    assert line["level"] == "info"
