"""Every way in which a console may show one thing and ship another, by name, with the code of the refusal."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handrail.compile.release import CompiledRelease
from handrail.compile.source import source_bytes
from handrail.package.build import add_signatures, sign_root
from handrail.package.canonical import canonical
from handrail.package.envelope import RELEASE_TYPE
from handrail.package.keys import SigningKey
from handrail.schema.authored.application import Overlay
from package.bank import Bank, fixed_key
from package.lying_console import OTHER_PICTURE, OVERLAY, PICTURE, LyingConsole, content, replaced


def _source(change: Callable[[dict[str, Any]], object]) -> bytes:
    data = json.loads(source_bytes(content()))
    change(data)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _with_picture(made: CompiledRelease) -> CompiledRelease:
    """Everything fits together, but the picture is another one than the readable form names."""
    blobs = [*(each for each in made.blobs if each[1] != PICTURE), ("png", OTHER_PICTURE)]
    before, after = (hashlib.sha256(picture).hexdigest().encode() for picture in (PICTURE, OTHER_PICTURE))
    return replace(replaced(made, before, after), blobs=blobs)


HONEST = source_bytes(content())
ROGUE = fixed_key("a root of the console's own")
OTHER_OVERLAY = Overlay(environment="production", page_origins=["https://bank.example.org"])
COLLECTOR = OVERLAY.model_copy(update={"collector": "https://collector.evil.example"})


def _deep(key: str, before: str, after: str) -> bytes:
    """The readable form with one value replaced."""
    honest, made = f'"{key}":"{before}"'.encode(), f'"{key}":"{after}"'.encode()
    assert honest in HONEST
    return HONEST.replace(honest, made, 1)


def _hint(**changes: object) -> bytes:
    told = {"application": "bank", "environment": "production", "format": "handrail-candidate/1", "release": 3}
    return canonical({**told, **changes})


def _roots(*envelopes: bytes) -> bytes:
    return canonical({"roots": [json.loads(each) for each in envelopes]})


def _unsigned(console: LyingConsole) -> bytes:
    return canonical({**json.loads(console.release()[1].envelope), "signatures": []})


def _signed_by(key: SigningKey) -> dict[str, bytes]:
    """The release with the signature of that key alone."""
    built = LyingConsole().release()[1]
    name = next(each for each in built.files if each.startswith("releases/"))
    return {name: add_signatures(_unsigned(LyingConsole()), RELEASE_TYPE, [key])}


def _other_boot() -> dict[str, bytes]:
    files = LyingConsole().release()[1].files
    name = next(each for each, data in files.items() if b"Your limits" in data)
    return {name: files[name].replace(b"Your limits", b"Hour limits")}


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
    # readable fields unlike what ships
    "another address is linked than is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            shown=content(en="[Help](https://bank.example/help)"),
            shipped=content(en="[Help](https://evil.example/help)"),
        ).candidate(),
    ),
    "another element is pointed at than is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            change=lambda made: replaced(made, b'"htmlId":"amount"', b'"htmlId":"passwd"')
        ).candidate(),
    ),
    "another campaign carries the name that is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            change=lambda made: replaced(made, b'"id":"card-limits"', b'"id":"card-limitz"')
        ).candidate(),
    ),
    "it comes more often than is shown": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=lambda made: replaced(made, b'"onlyOnce"', b'"always"')).candidate(),
    ),
    "another place is hidden in a boot file": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(
            change=lambda made: replaced(made, b'"format":1,', b'"format":1,"script":"alert(1)",')
        ).candidate(),
    ),
    "a boot file has the same meaning in other bytes": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=lambda made: replaced(made, b'"format":1,', b'"format": 1,')).candidate(),
    ),
    "a boot file is not strict JSON": (
        "package.malformed",
        lambda: LyingConsole(change=lambda made: replaced(made, b'"format":1,', b'"format":1,"format":2,')).candidate(),
    ),
    "a language that is shown does not ship": (
        "candidate.compiled-otherwise",
        lambda: LyingConsole(change=lambda made: replace(made, boots={"*": made.boots["*"]})).candidate(),
    ),
    # parser differences
    "a key stands twice deep inside": (
        "candidate.source-form",
        lambda: LyingConsole(
            source=HONEST.replace(b'{"block":"heading",', b'{"block":"heading","block":"text",', 1)
        ).candidate(),
    ),
    "a byte order mark begins it": (
        "candidate.source-form",
        lambda: LyingConsole(source=b"\xef\xbb\xbf" + HONEST).candidate(),
    ),
    "a number is written as a fraction": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b'"priority":50', b'"priority":50.0', 1)).candidate(),
    ),
    "a number is written with an exponent": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b'"priority":50', b'"priority":5e1', 1)).candidate(),
    ),
    "a number is not one": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b'"priority":50', b'"priority":NaN', 1)).candidate(),
    ),
    "a letter is written as an escape": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b"Your limits", b"\\u0059our limits", 1)).candidate(),
    ),
    "half a character stands in it": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b"Your limits", b"\\ud800our limits", 1)).candidate(),
    ),
    "it is not UTF-8": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST.replace(b"Your limits", b"\xffour limits", 1)).candidate(),
    ),
    "the keys stand in another order": (
        "candidate.source-form",
        lambda: LyingConsole(
            source=json.dumps(
                dict(reversed(json.loads(HONEST).items())), separators=(",", ":"), ensure_ascii=False
            ).encode()
        ).candidate(),
    ),
    "labels are shown, which never leave an honest console": (
        "candidate.source-form",
        lambda: LyingConsole(source=_source(lambda data: data["campaigns"][0].update(labels=["checked"]))).candidate(),
    ),
    "something follows it": (
        "candidate.source-form",
        lambda: LyingConsole(source=HONEST + b"\n").candidate(),
    ),
    "the addresses stand twice": (
        "package.malformed",
        lambda: LyingConsole().candidate(
            **{"overlay.json": LyingConsole().overlay_bytes[:-1] + b',"pageOrigins":["https://evil.example"]}'}
        ),
    ),
    # what this version does not know
    "a kind of campaign is shown that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_deep("kind", "announcement", "video")).candidate(),
    ),
    "an operator is shown that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_deep("operator", "isTrue", "isTruish")).candidate(),
    ),
    "a block is shown that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_deep("block", "heading", "script")).candidate(),
    ),
    "an action is shown that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_deep("do", "never", "eval")).candidate(),
    ),
    "a field of a block that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole(
            source=_source(lambda data: data["campaigns"][0]["content"]["blocks"][0].update(onclick="x"))
        ).candidate(),
    ),
    "a field is named like the ancestor of all objects": (
        "candidate.source-unknown",
        lambda: LyingConsole(source=_source(lambda data: data.update({"__proto__": {"closable": False}}))).candidate(),
    ),
    "the addresses hold a field that this version does not know": (
        "candidate.source-unknown",
        lambda: LyingConsole().candidate(**{"overlay.json": LyingConsole().overlay_bytes[:-1] + b',"script":"x"}'}),
    ),
    "it says that it is of a newer format": (
        "package.malformed",
        lambda: LyingConsole().candidate(**{"candidate.json": _hint(format="handrail-candidate/2")}),
    ),
    # whose it is
    "it says that it is of another application": (
        "package.wrong-application",
        lambda: LyingConsole().candidate(**{"candidate.json": _hint(application="shop")}),
    ),
    "it says that it is another release": (
        "candidate.files",
        lambda: LyingConsole().candidate(**{"candidate.json": _hint(release=4)}),
    ),
    "the addresses are those of another environment": (
        "package.wrong-environment",
        lambda: LyingConsole().candidate(
            **{"overlay.json": LyingConsole().overlay_bytes.replace(b"production", b"staging")}
        ),
    ),
    "a second release is slipped in": (
        "candidate.files",
        lambda: LyingConsole().candidate(
            **{f"releases/4-{'0' * 16}.json": LyingConsole(version=4).release()[1].envelope}
        ),
    ),
    "the release is not the author's": (
        "package.signature-missing",
        lambda: LyingConsole().candidate(**_signed_by(ROGUE)),
    ),
    "a root of its own follows the honest one": (
        "package.signature-missing",
        lambda: LyingConsole().candidate(
            **{
                "roots.json": _roots(
                    sign_root(Bank().root(), [Bank().key]), sign_root(Bank(key=ROGUE).root(2), [ROGUE])
                )
            }
        ),
    ),
    "the base is a release that its author never signed": (
        "package.signature-missing",
        lambda: LyingConsole().candidate(
            LyingConsole(version=2), **{"base/release.json": _unsigned(LyingConsole(version=2))}
        ),
    ),
    "the base is of another application's key": (
        "candidate.files",
        lambda: LyingConsole().candidate(LyingConsole(version=2), **{"base/diff.json": b"{}"}),
    ),
    # files of its own
    "a picture ships that is a program": (
        "candidate.files",
        lambda: LyingConsole().candidate(**{f"blobs/{'0' * 64}.svg": b"<svg onload=alert(1)>"}),
    ),
    "a page is slipped in": ("candidate.files", lambda: LyingConsole().candidate(**{"index.html": b"<script>"})),
    "Power Mode is slipped in": (
        "candidate.files",
        lambda: LyingConsole().candidate(**{"sdk/0.1.0/handrail-power.js": b"x"}),
    ),
    "a file of the release is other bytes": (
        "package.file-changed",
        lambda: LyingConsole().candidate(**_other_boot()),
    ),
}
