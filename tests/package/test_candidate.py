"""What the approver reads is what ships, whoever runs the console."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from handrail.compile.diff import diff, in_words
from handrail.compile.release import CompiledRelease
from handrail.compile.source import source_bytes
from handrail.package.archive import read_zip
from handrail.package.build import sign_root
from handrail.package.candidate import verify_candidate
from handrail.package.canonical import canonical
from handrail.package.errors import ArchiveError, PackageError
from handrail.package.roles import Root
from handrail.schema.authored.application import Overlay
from package.bank import NOW, Bank, fixed_key
from package.lying_console import OTHER_PICTURE, OVERLAY, PICTURE, LyingConsole, content, replaced

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


def _source(change: Callable[[dict[str, object]], object]) -> bytes:
    data = json.loads(source_bytes(content()))
    change(data)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _with_picture(made: CompiledRelease) -> CompiledRelease:
    """Everything fits together, but the picture is another one than the readable form names."""
    blobs = [*(each for each in made.blobs if each[1] != PICTURE), ("png", OTHER_PICTURE)]
    before, after = (hashlib.sha256(picture).hexdigest().encode() for picture in (PICTURE, OTHER_PICTURE))
    return replace(replaced(made, before, after), blobs=blobs)


SHOWN = "Your limits, your rules"
HONEST = source_bytes(content())
ROGUE = fixed_key("a root of the console's own")
OTHER_OVERLAY = Overlay(environment="production", page_origins=["https://bank.example.org"])
COLLECTOR = OVERLAY.model_copy(update={"collector": "https://collector.evil.example"})

LIES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "another text is shown than the release names": (
        "candidate.source-changed",
        lambda: LyingConsole(shown=content(en="Call this number")).candidate(**{"source.json": HONEST}),
    ),
    "another text ships than is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(shipped=content(en="Call this number")).candidate(),
    ),
    "another text ships in one language only": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(shipped=content(de="Rufen Sie diese Nummer an")).candidate(),
    ),
    "a program ships that is not the rule that is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=lambda made: replaced(made, b'"isTrue"', b'"isFalse"')).candidate(),
    ),
    "other pages are named than are shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(overlay_shipped=OTHER_OVERLAY).candidate(),
    ),
    "events go to a collector that is not shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(overlay_shipped=COLLECTOR).candidate(),
    ),
    "another picture ships": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=_with_picture).candidate(),
    ),
    "a file ships that nothing shown makes": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            change=lambda made: replace(made, blobs=[*made.blobs, ("json", b'{"kind":"announcement"}')])
        ).candidate(),
    ),
    "a language ships that is not shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            change=lambda made: replace(made, boots={**made.boots, "fr": made.boots["*"]})
        ).candidate(),
    ),
    "another oldest SDK is named": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=lambda made: replace(made, min_sdk="0.0.1")).candidate(),
    ),
    "a field is shown that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_source(lambda data: data.update(script="alert(1)"))).candidate(),
    ),
    "a key stands twice": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b'{"attributes"', b'{"name":"x","attributes"', 1)).candidate(),
    ),
    "the same is written in another way": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b":", b": ", 1)).candidate(),
    ),
    "a file of its own is slipped in": (
        "candidate.files",
        lambda: LyingConsole().candidate(**{"sdk/1.0/handrail.js": b"x"}),
    ),
    "a file is slipped in that the manifest does not name": (
        "package.file-unknown",
        lambda: LyingConsole().candidate(**{f"blobs/{'0' * 64}.json": b"{}"}),
    ),
    "the base is not what its release says": (
        "candidate.source-changed",
        lambda: LyingConsole().candidate(
            LyingConsole(version=2), **{"base/source.json": HONEST.replace(b"Your", b"Yoor")}
        ),
    ),
    "the base shows other addresses than it had": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole().candidate(LyingConsole(version=2, overlay_shown=OTHER_OVERLAY)),
    ),
    "the console makes a root of its own": (
        "package.anchor-mismatch",
        lambda: LyingConsole().candidate(
            **{"roots.json": canonical({"roots": [json.loads(sign_root(Bank(key=ROGUE).root(), [ROGUE]))]})}
        ),
    ),
    "it says that it is for another environment": (
        "package.wrong-environment",
        lambda: LyingConsole().candidate(
            **{
                "candidate.json": canonical(
                    {"application": "bank", "environment": "staging", "format": "handrail-candidate/1", "release": 3}
                )
            }
        ),
    ),
}


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
