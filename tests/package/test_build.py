"""The builder makes only what verifiers accept."""

from datetime import UTC, datetime, timedelta

import pytest

from handrail.package.build import EnvironmentKeys, Quorum, build_release, new_root, next_seq
from handrail.package.errors import MalformedError, RolesOverlapError
from handrail.package.roles import Pointer, Release, Root
from package.bank import NOW, SEQ, Bank, fixed_key


def test_payloads_survive_the_round_trip() -> None:
    bank, release = Bank(), Bank().release()
    assert Root.from_payload(bank.root()).to_payload() == bank.root()
    assert Release.from_payload(release.payload).to_payload() == release.payload
    from handrail.package.envelope import POINTER_TYPE, read_envelope

    payload = read_envelope(bank.pointer(release, off=["b", "a", "b"]), POINTER_TYPE).payload
    pointer = Pointer.from_payload(payload)
    assert pointer.to_payload() == payload
    assert pointer.off == ("a", "b")


@pytest.mark.parametrize(("last", "now", "wanted"), [
    (None, NOW, SEQ),
    (None, NOW + timedelta(seconds=1), SEQ + 2),
    (None, NOW + timedelta(microseconds=900), SEQ),
    (SEQ, NOW, SEQ + 2),
    (SEQ + 100, NOW, SEQ + 102),
    (3, NOW, SEQ),
])  # fmt: skip
def test_the_next_seq(last: int | None, now: datetime, wanted: int) -> None:
    assert next_seq(last, now) == wanted


def test_a_root_whose_author_approves_is_not_made() -> None:
    one, two = Quorum((fixed_key("1").public,)), Quorum((fixed_key("2").public,))
    with pytest.raises(RolesOverlapError):
        new_root(
            application="bank",
            version=1,
            expires=NOW,
            root=one,
            author=one,
            environments={"production": EnvironmentKeys(pointer=two, approve=one)},
        )


@pytest.mark.parametrize("changes", [
    {"blobs": [("svg", b"<svg/>")]},
    {"blobs": {"0" * 64 + ".json": b"{}"}},
    {"boots": {"de": b"{}"}},
    {"boots": {"*": b"{}", "DE": b"{}"}},
    {"version": 0},
    {"environment": "Production"},
    {"application": "__proto__"},
    {"min_sdk": "latest"},
    {"audit_head": "abc"},
])  # fmt: skip
def test_a_release_that_no_verifier_would_accept_is_not_made(changes: dict[str, object]) -> None:
    values: dict[str, object] = {
        "application": "bank",
        "environment": "production",
        "version": 1,
        "created": datetime(2026, 1, 1, tzinfo=UTC),
        "boots": {"*": b"{}"},
        "blobs": [],
        "source": b"{}",
        "min_sdk": "0.1.0",
        "author": fixed_key("author"),
    }
    assert build_release(**values).sha256  # type: ignore[arg-type]
    with pytest.raises(MalformedError):
        build_release(**(values | changes))  # type: ignore[arg-type]


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Bank().pointer(Bank().release(), expires=datetime(2027, 1, 1))
