"""What the approver reads is what ships, whoever runs the console."""

import json

import pytest

from handrail.compile.diff import diff, in_words
from handrail.package.archive import read_zip
from handrail.package.candidate import verify_candidate
from handrail.package.canonical import canonical
from handrail.package.errors import ArchiveError, PackageError
from handrail.package.roles import Root
from package.bank import NOW, Bank
from package.lies import LIES
from package.lying_console import OVERLAY, LyingConsole, content

TRUST = Bank().trust


def code_of(data: bytes) -> str:
    """The code of the refusal; empty when the candidate verified."""
    try:
        verify_candidate(data, trust=TRUST, now=NOW)
    except PackageError as error:
        return error.code
    return ""


def test_an_honest_candidate_verifies_and_is_readable() -> None:
    found = verify_candidate(LyingConsole().candidate(), trust=TRUST, now=NOW)
    assert found.shown.release.version == 3
    assert found.shown.content.campaigns[0].id == "card-limits"
    assert found.base is None
    assert found.files > 3


def test_a_base_comes_with_its_own_readable_form() -> None:
    old = LyingConsole(shown=content(en="Old limits"), version=2)
    found = verify_candidate(LyingConsole().candidate(old), trust=TRUST, now=NOW)
    assert found.base is not None
    changes = diff(found.base.content, found.shown.content, found.base.overlay_model, found.shown.overlay_model)
    assert [in_words(each) for each in changes] == [
        'Announcement "Card limits explained", heading, English: "Old limits" → "Your limits, your rules"'
    ]


SHOWN = "Your limits, your rules"


@pytest.mark.parametrize("lie", LIES)
def test_a_console_that_shows_one_thing_and_ships_another_is_refused(lie: str) -> None:
    code, make = LIES[lie]
    assert code_of(make()) == code


def test_hidden_characters_are_printed_so_that_they_are_seen() -> None:
    lying = LyingConsole(shown=content(en="Pay to \u202e0004\u202c\u200b now"))
    found = verify_candidate(lying.candidate(), trust=TRUST, now=NOW)
    said = " ".join(in_words(each) for each in diff(content(), found.shown.content, OVERLAY, OVERLAY))
    assert "\\u{202e}0004\\u{202c}\\u{200b}" in said
    assert "\u202e" not in said


def test_a_release_that_the_author_did_not_sign_is_refused() -> None:
    files = read_zip(LyingConsole().candidate())
    name = next(each for each in files if each.startswith("releases/"))
    unsigned = canonical({**json.loads(files[name]), "signatures": []})
    assert code_of(LyingConsole().candidate(**{name: unsigned})) == "package.signature-missing"


def test_bytes_changed_on_the_way_are_refused() -> None:
    data = bytearray(LyingConsole().candidate())
    place = data.index(SHOWN.encode())
    data[place] ^= 1
    with pytest.raises(ArchiveError):
        verify_candidate(bytes(data), trust=TRUST, now=NOW)


def test_an_expired_root_is_refused() -> None:
    late = NOW.replace(year=2030)
    assert Root.from_payload(Bank().root()).expires < "2030"
    with pytest.raises(PackageError, match="expired"):
        verify_candidate(LyingConsole().candidate(), trust=TRUST, now=late)
