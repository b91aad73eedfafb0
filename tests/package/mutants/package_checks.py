"""What the reader of packages must answer: the hostile zips, packages that are wrong in one place, and honest ones.

``python -m package.mutants.package_checks`` runs all of it once (for coverage).
"""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import handrail.package.errors as e
from golden.attacks.world import World
from handrail.package.archive import read_zip, write_zip
from handrail.package.assemble import checksums, manual_text
from handrail.package.build import channel_file, sign_root
from handrail.package.canonical import canonical
from handrail.package.envelope import RELEASE_TYPE, Envelope, read_envelope, sign
from handrail.package.roles import FileRef, Release
from handrail.package.unpointed import unpointed_channel
from handrail.package.verify import State
from package.bank import KNOWN, NOW, SDK, SEQ, Bank, fixed_key
from package.hostile_zips import ENTRIES, FILES, GOOD, HOSTILE, Hostile
from package.mutants.fresh import original
from package.mutants.python_checks import Check, refused, vectors
from package.zip_forge import changed, forge

ASKED: dict[str, Any] = {"trust": Bank().trust, "now": NOW, "known": KNOWN}
LARGE = 300_000
BOOT = b'{"campaigns":[],"format":1}'


def check_hostile(hostile: Hostile, m: SimpleNamespace) -> None:
    """Refused with its code and for its own reason."""
    try:
        m.opened.verify_package(hostile.data, **ASKED)
    except e.PackageError as error:
        assert (error.code, hostile.says in error.message) == (hostile.code, True)
    else:
        raise AssertionError("taken")


def all_checks() -> list[tuple[str, Check]]:
    """Name and check, the quick ones first."""
    quick = [(name, each) for name, each in HOSTILE.items() if len(each.data) < LARGE]
    found: list[tuple[str, Check]] = [(name, partial(check_hostile, each)) for name, each in quick]
    found += [(case["name"], partial(check_waiting, case)) for case in vectors() if "waiting" in case]
    found += sorted(((name, check) for name, check in globals().items() if name.startswith("it_")), key=by_cost)
    return found + [(name, partial(check_hostile, each)) for name, each in HOSTILE.items() if len(each.data) >= LARGE]


def by_cost(check: tuple[str, Check]) -> bool:
    """Those that count to a hundred thousand come last."""
    return check[1] is it_counts_the_files_of_a_manifest


def repacked(change: dict[str, bytes | None], package: bytes = GOOD) -> bytes:
    """The package with files replaced, added or (None) left out; checksums of the zip fit, SHA256SUMS may not."""
    files = {name: data for name, data in {**read_zip(package), **change}.items() if data is not None}
    return write_zip(files, {name: SEQ for name in files if name.startswith(("channel/", "pending/"))})


@dataclass
class Made:
    """A package by hand, rightly signed whatever is in it; every part can be another."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] | None = None
    boot: dict[str, FileRef] | None = None
    raw_manifest: bytes | None = None
    manifest_length: int | None = None
    environment: str = "production"
    hint: dict[str, Any] = field(default_factory=dict)
    people: dict[str, bytes | None] = field(default_factory=dict)
    content: dict[str, bytes | None] = field(default_factory=dict)
    place: str | None = None
    seq: int = SEQ
    unpointed: bool = False
    brought: bytes = b""

    def release(self, boot: bytes) -> tuple[Release, dict[str, bytes]]:
        """The release, and its blobs with the manifest."""
        blobs = {named(data): data for data in (boot,)} | self.blobs
        files = self.files
        if files is None:
            files = [{"length": len(blobs[name]), "name": name} for name in sorted(blobs)]
        listed = {
            "application": "bank",
            "auditHead": None,
            "environment": self.environment,
            "files": files,
            "version": 1,
        }
        manifest = self.raw_manifest or canonical({**listed, **self.manifest})
        length = len(manifest) if self.manifest_length is None else self.manifest_length
        release = Release(
            application="bank", environment=self.environment, version=1, created="2026-11-25T09:00:00Z",
            boot=self.boot or {"*": FileRef(len(boot), sha(boot))}, manifest=FileRef(length, sha(manifest)),
            source=FileRef(1, "0" * 64), min_sdk="0.1.0",
        )  # fmt: skip
        return release, {**blobs, named(manifest): manifest}

    def zip(self) -> bytes:
        """The package."""
        bank = Bank(environment=self.environment)
        release, blobs = self.release(BOOT)
        envelope = sign(RELEASE_TYPE, release.to_payload(), [bank.key])
        name = f"releases/1-{envelope.sha256[:16]}.json"
        pointer = bank.pointer(SimpleNamespace(sha256=envelope.sha256), seq=self.seq)  # type: ignore[arg-type]
        roots = [sign_root(bank.root(), [bank.key])]
        channel = channel_file(roots, envelope.to_bytes(), pointer) + self.brought
        if self.unpointed:
            channel = unpointed_channel(roots, envelope.to_bytes())
        content = {**blobs, name: envelope.to_bytes(), **SDK, **self.content}
        kept = {path: data for path, data in content.items() if data is not None}
        hint = {"application": "bank", "environment": self.environment, "kind": "full", "release": 1, "needs": []}
        people = {
            "SHA256SUMS": checksums(kept), "VERIFY.txt": manual_text("bank", self.environment),
            "handrail.json": canonical({"format": "handrail-package/1", **hint, **self.hint}), **self.people,
        }  # fmt: skip
        place = self.place or f"{'pending' if self.unpointed else 'channel'}/bank/{self.environment}.json"
        every = {**kept, **{path: data for path, data in people.items() if data is not None}, place: channel}
        return write_zip(every, {} if self.unpointed else {place: self.seq})


def sha(data: bytes) -> str:
    """Hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def named(data: bytes, extension: str = "json") -> str:
    """The name of a blob."""
    return f"blobs/{sha(data)}.{extension}"


def verify(m: SimpleNamespace, made: Made | bytes, **more: Any) -> Any:
    """The reader's answer about a package, with or without a pointer."""
    data = made if isinstance(made, bytes) else made.zip()
    asked = {**ASKED, "trust": Bank(environment=getattr(made, "environment", "production")).trust, **more}
    if isinstance(made, Made) and made.unpointed:
        return m.opened.verify_unpointed(data, **asked)
    return m.opened.verify_package(data, **asked)


def it_takes_an_honest_package(m: SimpleNamespace) -> None:
    """And says what it is."""
    found = verify(m, GOOD)
    assert (found.warnings, found.needs, found.opened.is_unpointed) == ((), (), False)
    assert {
        **found.opened.content,
        **found.opened.people,
        "channel/bank/production.json": found.opened.channel,
    } == FILES
    assert verify(m, GOOD, application="bank", environment="production").verdict.release.version == 1
    assert len(found.manifest.files) == 4
    refused(e.WrongApplicationError, verify, m, GOOD, application="aaaa")
    refused(e.WrongApplicationError, verify, m, GOOD, application="zzzz")
    refused(e.WrongEnvironmentError, verify, m, GOOD, environment="aaaa")
    refused(e.WrongEnvironmentError, verify, m, GOOD, environment="staging")
    late = {"now": NOW + timedelta(days=25)}
    assert verify(m, GOOD, **late).warnings == ("package.expires-soon",)
    other = repacked({"VERIFY.txt": b"trust me"})
    assert verify(m, other, **late).warnings == ("package.expires-soon", "package.verify-text-differs")
    refused(e.ExpiredError, verify, m, GOOD, now=NOW + timedelta(days=30))
    assert verify(m, GOOD, now=NOW + timedelta(days=30, seconds=-1)).warnings == ("package.expires-soon",)
    assert verify(m, GOOD, now=NOW + timedelta(days=30), grace_days=1).warnings == ("package.expired",)
    newer = State(1, SEQ + 2, "0" * 64, "active")
    refused(e.SeqLowerError, verify, m, GOOD, state=newer)


def it_takes_every_release_file_that_is_rightly_named(m: SimpleNamespace) -> None:
    """An older release may lie beside the live one; neither under another name, nor with other signatures."""
    older = Bank().release(version=2)
    name = next(name for name in older.files if name.startswith("releases/"))
    live = next(name for name in FILES if name.startswith("releases/"))
    beside = Made(content={name: older.files[name]})
    assert name in verify(m, beside).opened.content
    for wrong in (f"releases/3-{older.sha256[:16]}.json", f"releases/2-{'0' * 16}.json", f"releases/2-{'f' * 16}.json"):
        refused(e.FileChangedError, verify, m, Made(content={wrong: older.files[name]}))
    refused(e.MalformedError, verify, m, Made(content={f"releases/2-{'0' * 16}.json": b"{}"}))
    refused(e.FileMissingError, verify, m, repacked({live: None}))
    more = Envelope(older.payload, RELEASE_TYPE, {}).signed_by([fixed_key("stranger")])
    assert verify(m, Made(content={name: more.to_bytes()}))
    made = Made()
    path, data = next(each for each in read_zip(made.zip()).items() if each[0].startswith("releases/"))
    signed = read_envelope(data, RELEASE_TYPE)
    key = next(iter(signed.signatures))
    signatures = ({}, {key: bytes(64)}, {key: b"\xcf" * 64}, {**signed.signatures, "0" * 64: b""})
    others = [Envelope(signed.payload, RELEASE_TYPE, each).to_bytes() for each in signatures]
    assert {other < data for other in others} == {True, False}, "before it and after it"
    for other in others:
        refused(e.FileChangedError, verify, m, Made(content={path: other}))
    for odd in (
        f"releases/0-{'0' * 16}.json", f"releases/01-{'0' * 16}.json", f"releases/{'1' * 17}-{'0' * 16}.json",
        f"releases/2-{'0' * 15}.json", f"releases/2-{'0' * 17}.json", f"releases/2-{'g' * 16}.json",
        f"releases/2-{'0' * 16}.jpg", f"releases/a-{'0' * 16}.json", f"release/2-{'0' * 16}.json",
    ):  # fmt: skip
        refused(e.FileUnknownError, verify, m, Made(content={odd: older.files[name]}))
        assert not m.assemble.RELEASE_NAME.fullmatch(odd)
    for good in ("1", "9", "10", "99", "9" * 16):
        assert m.assemble.RELEASE_NAME.fullmatch(f"releases/{good}-09af09af09af09af.json")
    for letter in "/:`g":
        assert not m.assemble.RELEASE_NAME.fullmatch(f"releases/1-{letter}{'0' * 15}.json")
        assert not m.assemble.RELEASE_NAME.fullmatch(f"releases/{letter}-{'0' * 16}.json")
        assert not m.assemble.RELEASE_NAME.fullmatch(f"releases/1{letter}-{'0' * 16}.json")


def it_reads_manifest_and_hint_strictly(m: SimpleNamespace) -> None:
    """Each field of both."""
    bad = e.MalformedError
    blob = {"length": 2, "name": named(b"{}")}
    for change in (
        {"files": None}, {"files": [1]}, {"files": [{**blob, "x": 1}]}, {"files": [{**blob, "length": -1}]},
        {"files": [{**blob, "name": "blobs/x.json"}]}, {"files": [blob, blob]}, {"auditHead": "x"}, {"auditHead": 1},
        {"version": 0}, {"version": "1"}, {"application": "B"}, {"environment": ""}, {"zone": 1},
    ):  # fmt: skip
        refused(bad, verify, m, Made(manifest=change))
    first, second = sorted([named(b"1"), named(b"2")])
    backwards = [{"length": 1, "name": second}, {"length": 1, "name": first}]
    refused(bad, m.tree.Manifest.from_bytes, canonical(manifest_data(files=backwards)))
    good = m.tree.Manifest.from_bytes(canonical(manifest_data(files=backwards[::-1], auditHead="0" * 64)))
    assert (good.files, good.audit_head, good.version) == ({first: 1, second: 1}, "0" * 64, 1)
    assert m.tree.Manifest.from_bytes(canonical(manifest_data())).audit_head is None
    for hint in (
        {"format": "handrail-package/2"}, {"format": "handrail-package/0"}, {"format": None}, {"kind": "half"},
        {"kind": None}, {"kind": "a"}, {"application": "B"}, {"environment": ""}, {"release": 0}, {"needs": None},
        {"needs": ["x"]}, {"needs": [second, first]}, {"needs": [first, first]}, {"zone": 1},
    ):  # fmt: skip
        refused(bad, verify, m, Made(hint=hint))
    assert verify(m, Made(hint={"kind": "default", "release": 7})).opened.hint.release == 7


def it_counts_the_files_of_a_manifest(m: SimpleNamespace) -> None:
    """A hundred thousand, and one more."""
    names = [f"blobs/{at:064x}.png" for at in range(100_001)]
    hint = {"application": "channel", "environment": "production", "format": "handrail-package/1", "kind": "delta"}
    found = m.assemble.Hint.from_bytes(canonical({**hint, "needs": names[:-1], "release": 1}))
    assert (len(found.needs), found.channel) == (100_000, "pending/channel/production.json")
    refused(e.MalformedError, m.assemble.Hint.from_bytes, canonical({**hint, "needs": names, "release": 1}))
    most = [{"length": 0, "name": f"blobs/{at:064x}.png"} for at in range(100_000)]
    assert len(m.tree.Manifest.from_bytes(canonical(manifest_data(files=most))).files) == 100_000
    more = [*most, {"length": 0, "name": f"blobs/{100_000:064x}.png"}]
    refused(e.MalformedError, m.tree.Manifest.from_bytes, canonical(manifest_data(files=more)))


def manifest_data(**changes: Any) -> dict[str, Any]:
    """A manifest as data."""
    return {"application": "bank", "auditHead": None, "environment": "production", "files": [], "version": 1, **changes}


def it_walks_the_whole_tree(m: SimpleNamespace) -> None:
    """Manifest, boot files and what content names."""
    mismatch = e.ReleaseMismatchError
    for change in (
        {"application": "aaaa"}, {"application": "shop"}, {"environment": "aaaa"}, {"environment": "staging"},
        {"version": 2},
    ):  # fmt: skip
        refused(mismatch, verify, m, Made(manifest=change))
    boot = b'{"campaigns":[],"format":1}'
    right = FileRef(len(boot), sha(boot))
    for wrong in (FileRef(len(boot) + 1, sha(boot)), FileRef(len(boot) - 1, sha(boot)), FileRef(len(boot), "0" * 64)):
        refused(mismatch, verify, m, Made(boot={"*": right, "de": wrong}))
    refused(e.MalformedError, verify, m, Made(manifest_length=8_388_609))
    for length in (1, 100_000):
        refused(e.FileChangedError, verify, m, Made(manifest_length=length))
    refused(e.FileChangedError, verify, m, Made(manifest_length=8_388_608))
    content = b'{"text":"Welcome"}'
    ref = {"sha256": sha(content), "length": len(content), "extension": "json"}
    for deep in (
        ref,
        [ref],
        {"a": [{"b": [[ref]]}]},
        {"a": {"b": ref}, "c": 1},
        {"ref": ref, "other": [None, True, 1.5, "x"]},
    ):
        page = json.dumps(deep).encode()
        both = {named(each): each for each in (page, content)}
        assert named(content) in verify(m, Made(blobs=both)).manifest.files
        for odd in (
            {"length": len(content) + 1},
            {"length": len(content) - 1},
            {"sha256": "0" * 64},
            {"extension": "png"},
        ):
            text = page.replace(json.dumps(ref).encode(), json.dumps({**ref, **odd}).encode())
            assert text != page
            refused(e.FileUnknownError, verify, m, Made(blobs={named(each): each for each in (text, content)}))
    for harmless in ({**ref, "sha256": "0" * 64, "alt": "x"}, {"sha256": "0" * 64, "length": 1}):
        page = json.dumps(harmless).encode()
        assert verify(m, Made(blobs={named(page): page}))
    for text in (b"{", b'{"a":1,"a":2}', b"\xff", b"NaN"):
        refused(e.MalformedError, verify, m, Made(blobs={named(text): text}))
    for extension in ("avif", "jpg", "mp4", "png", "webm", "webp", "woff2"):
        assert verify(m, Made(blobs={named(b"{", extension): b"{"}))
    for extension in ("svg", "html", "js", "xml", "jsonx", ""):
        refused(
            e.FileUnknownError,
            verify,
            m,
            Made(content={named(b"{", extension) if extension else f"blobs/{sha(b'{')}": b"{"}),
        )
    other = named(b"other", "png")
    refused(e.FileUnknownError, verify, m, Made(content={other: b"other"}))
    for data in (b"othe", b"other!", b"OTHER", b""):
        listed = Made(blobs={other: b"other"}, content={other: data})
        refused(e.FileChangedError, verify, m, listed)
    refused(e.FileMissingError, verify, m, Made(blobs={other: b"other"}, content={other: None}))
    for hashed in ("0" * 64, "f" * 64):
        name = f"blobs/{hashed}.png"
        refused(e.FileChangedError, verify, m, Made(blobs={name: b"other"}))
    for letter in "/:`gA":
        assert not m.tree.BLOB_NAME.fullmatch(f"blobs/{letter}{'0' * 63}.png")
    assert not any(m.tree.BLOB_NAME.fullmatch(f"blobs/{'0' * count}.png") for count in (63, 65))
    assert m.tree.BLOB_NAME.fullmatch(f"blobs/09af{'0' * 60}.png")
    refused(e.FileChangedError, m.tree.read_checked, lambda *_: b"x", "x", 1)
    refused(e.FileMissingError, m.tree.read_checked, lambda *_: None, other, 1)
    assert m.tree.read_checked(lambda *_: b"other", other, 5) == b"other"
    for wrong in ((other, 4), (other, 6), (f"blobs/{'0' * 64}.png", 5), (f"blobs/{'f' * 64}.png", 5)):
        refused(e.FileChangedError, m.tree.read_checked, lambda *_: b"other", *wrong)
    opened = verify(m, GOOD).opened
    first = min(opened.content)
    assert (opened.read(first, 3), opened.read("x", 3)) == (opened.content[first][:4], None)
    assert not m.opened.OpenedPackage(opened.hint, b"", {}, {}).is_unpointed


def it_takes_a_delta_that_says_what_it_needs(m: SimpleNamespace) -> None:
    """All that is left out and nothing else; what is there is looked at as in a whole package."""
    a, b = sorted([named(b"one", "png"), named(b"two", "png")])
    blobs = {named(b"one", "png"): b"one", named(b"two", "png"): b"two"}
    place = "pending/bank/production.json"

    def delta(needs: list[str], without: tuple[str, ...], **more: Any) -> Made:
        content = dict.fromkeys(without)
        return Made(blobs=blobs | more.pop("blobs", {}), content={**content, **more.pop("content", {})}, place=place,
                    hint={"kind": "delta", "needs": needs}, **more)  # fmt: skip

    for left in ((), (a,), (b,), (a, b)):
        found = verify(m, delta(list(left), left))
        assert (found.needs, found.opened.is_unpointed) == (left, False)
    for needs, left in (((), (a,)), ((a,), (b,)), ((a,), (a, b)), ((a, b), (a,)), ((b,), ()), ((a, b), ())):
        refused(e.FileMissingError, verify, m, delta(list(needs), left))
    refused(e.FileMissingError, verify, m, Made(blobs=blobs, content={a: None}, hint={"needs": [a]}))
    refused(e.FileMissingError, verify, m, Made(blobs=blobs, hint={"needs": [a]}))
    refused(e.FileChangedError, verify, m, delta([a], (a,), content={b: b"xxx"}))
    text = json.dumps({"sha256": "0" * 64, "length": 1, "extension": "json"}).encode()
    refused(e.FileUnknownError, verify, m, delta([a], (a,), blobs={named(text): text}))
    refused(e.MalformedError, verify, m, delta([a], (a,), blobs={named(b"{"): b"{"}))
    assert verify(m, delta([a], (a,), blobs={named(b"{", "jpg"): b"{"})).needs == (a,)
    refused(e.FileUnknownError, verify, m, delta([a], (a,), content={named(b"3", "png"): b"3"}))
    # A channel file with a pointer under pending/ has a reason in a delta only, and the other way round.
    refused(e.FileMissingError, verify, m, Made(place=place))
    refused(e.FileMissingError, verify, m, Made(hint={"kind": "delta"}))
    both = Made(content={place: b"{}"})
    refused(e.FileUnknownError, verify, m, both)


def it_wants_the_files_for_people(m: SimpleNamespace) -> None:
    """All three; the checksums right, the text of this version or a warning."""
    for name in ("SHA256SUMS", "VERIFY.txt", "handrail.json"):
        refused(e.FileMissingError, verify, m, Made(people={name: None}))
    empty, x = sha(b""), sha(b"x")
    assert m.assemble.checksums({"b": b"x", "a": b""}) == f"{empty}  a\n{x}  b\n".encode()
    assert m.assemble.checksums({"b": b"x", "a": b""}, {"a": "0" * 64}) == f"{'0' * 64}  a\n{x}  b\n".encode()
    sums = FILES["SHA256SUMS"]
    for wrong in (b"", sums[:-1], sums + b"\n", sums.replace(b"  ", b" *"), b"0" + sums[1:], sums.upper()):
        refused(e.FileChangedError, verify, m, repacked({"SHA256SUMS": wrong}))
    assert verify(m, Made(people={"VERIFY.txt": b""})).warnings == ("package.verify-text-differs",)
    text = m.assemble.manual_text("shop", "staging").decode()
    assert "shop" in text and "staging" in text and "@" not in text.replace("user@", "")
    for name in (
        "index.html",
        "blobs/x.json",
        "sdk2/x.js",
        "channel/bank/staging.json",
        "x/releases/1.json",
        "releases/x",
    ):
        refused(e.FileUnknownError, verify, m, Made(content={name: b"{}"}))
    refused(e.FileMissingError, verify, m, Made(place="channel/bank/staging.json"))


def it_refuses_an_sdk_of_somebody_else(m: SimpleNamespace) -> None:
    """Unless its hash is accepted; Power Mode never in production."""
    own = b"// own"
    made = Made(content={"sdk/0.1.0/handrail.js": own})
    refused(e.SdkUnknownError, verify, m, made)
    assert verify(m, made, accept_sdk=[sha(own)])
    refused(e.SdkUnknownError, verify, m, GOOD, known={})
    refused(e.SdkUnknownError, verify, m, GOOD, known=None)
    elsewhere = {"sdk/0.2.0/handrail.js": frozenset({sha(SDK["sdk/0.1.0/handrail.js"])})}
    refused(e.SdkUnknownError, verify, m, GOOD, known=elsewhere)
    power = {"sdk/0.1.0/handrail-power.js": own}
    refused(e.PowerInProductionError, verify, m, Made(content=dict(power)), accept_sdk=[sha(own)])
    assert verify(m, Made(content=dict(power), environment="staging"), accept_sdk=[sha(own)])
    # What lies before it in the alphabet is no reason to stop looking.
    second = Made(content={"sdk/0.0.9/handrail.js": SDK["sdk/0.1.0/handrail.js"], "sdk/0.2.0/handrail.js": own})
    refused(e.SdkUnknownError, verify, m, second, accept_sdk=[sha(SDK["sdk/0.1.0/handrail.js"])])
    wrong = [
        "sdk/handrail.js",
        "sdk/0.1.0/other.js",
        "sdk/0.1.0/handrail.css",
        "sdk/0.1.0/handrail.jsx",
        "sdk/0.1/handrail/x.js",
        "sdk/1.2.3.4.5/handrail.js",
        "sdk/1234567890/handrail.js",
        "sdk/1.1234567890/handrail.js",
        "sdk/v1/handrail.js",
        "sdk/1./handrail.js",
        "sdk/1.a/handrail.js",
        "sdk/:/handrail.js",
        "sdk/1.:/handrail.js",
        "sdk/1/xhandrail.js",
        "sdk/.1/handrail.js",
        "sdk//handrail.js",
    ]
    for name in wrong:
        known = {name: frozenset({sha(own)})}
        call = partial(m.sdk_files.check_sdk_files, {name: own}, "production")
        refused(e.SdkUnknownError, call, known=known, accept=[sha(own)])
    for name in ("0", "9", "999999999", "1.2.3.4", "0.999999999", "0.9.9"):
        for file in ("handrail.js", "handrail.mjs", "handrail-http.js", "handrail-power.js"):
            m.sdk_files.check_sdk_files({f"sdk/{name}/{file}": own}, "staging", accept=[sha(own)], known={})
    for letter in "/:":
        assert not m.sdk_files.SDK_NAME.fullmatch(f"sdk/{letter}/handrail.js")
        assert not m.sdk_files.SDK_NAME.fullmatch(f"sdk/1.{letter}/handrail.js")
    m.sdk_files.check_sdk_files({"blobs/x": b"", "SDK/x": b""}, "production", known={})


def it_takes_only_boot_files_that_a_channel_file_brings_along(m: SimpleNamespace) -> None:
    """Each line behind the signed one is a boot file of the release, to the byte."""
    other = b'{"campaigns":[],"format":2}'
    two = {"*": FileRef(len(BOOT), sha(BOOT)), "de": FileRef(len(other), sha(other))}
    for lines in ([BOOT], [other], [BOOT, other], [other, BOOT], [BOOT, BOOT]):
        brought = b"".join(b"\n" + line for line in lines)
        assert verify(m, Made(brought=brought, boot=two, blobs={named(other): other}))
    for brought in (b"\n", b"\n{}", b"\n" + BOOT + b"\n", b"\n" + BOOT + b"\n{}", b"\n{}\n" + BOOT, b"\n" + other):
        refused(e.FileChangedError, verify, m, Made(brought=brought))


def it_dates_the_channel_file_by_its_seq(m: SimpleNamespace) -> None:
    """To the two seconds that a zip knows; out of its years as everything else."""
    name = "channel/bank/production.json"
    for seq in (
        SEQ,
        SEQ + 58,
        SEQ + 3600 * 11,
        320_000_000,
        315_532_800,
        315_532_798,
        4_354_819_198,
        4_354_819_200,
        2**53 - 1,
        1,
    ):
        assert verify(m, Made(seq=seq)).verdict.pointer.seq == seq
        honest = Made(seq=seq).zip()
        files = read_zip(honest)
        for other in (seq + 2, seq - 2):
            moved = write_zip(files, {name: other})
            if moved == honest:
                continue
            refused(e.ArchiveError, verify, m, moved)
    assert not m.archive.is_dated(GOOD, "channel/bank/staging.json", SEQ)
    assert not m.archive.is_dated(b"", name, SEQ)
    assert m.archive.is_dated(GOOD, name, SEQ) and m.archive.is_dated(GOOD, name, SEQ + 1)
    assert m.archive.is_dated(GOOD, "VERIFY.txt", 0)
    assert not m.archive.is_dated(GOOD, "channel/bank/staging.json", 0)
    assert not m.archive.is_dated(write_zip({}), name, 0)


def it_reads_a_zip_that_the_writer_makes(m: SimpleNamespace) -> None:
    """Nothing, one file, and names at their edges."""
    for files in ({}, {"a": b""}, {"a": b"x", "b": b"", "z" * 200: b"y"}, FILES):
        assert m.archive.read_zip(write_zip(files)) == files
    good = [
        *["a", "z", "a0", "a9", "a.b", "a_b", "a-b", "a/b", "a/0", "a/-", "a/_x", "SHA256SUMS", "VERIFY.txt"],
        "z" * 200,
    ]
    bad = [
        "A",
        "0",
        "-",
        ".",
        "/",
        "a..b",
        "a//b",
        "/a",
        "a/",
        "a.",
        ".a",
        "a/.b",
        "a/b.",
        "a./b",
        "a/../b",
        "aA",
        "a:",
        "a\\b",
        "sha256sums",
        "verify.txt",
        "Sha256sums",
    ]
    bad += ["", "a ", "a" * 201, "\u00e4", "a\u00e4", "VERIFY.TXT", "x/SHA256SUMS"]
    assert all(map(m.archive.is_file_name, good))
    assert not any(map(m.archive.is_file_name, bad))
    refused(e.ArchiveError, m.archive.read_zip, b"")
    refused(e.ArchiveError, m.archive.read_zip, b"PK\5\6" + bytes(17))
    assert m.archive.read_zip(b"PK\5\6" + bytes(18)) == {}

    class Huge(bytes):
        """Says that it is longer."""

        size = 1_073_741_825

        def __len__(self) -> int:
            return self.size

    refused(e.TooLargeError, m.archive.read_zip, Huge())

    class Full(Huge):
        """As long as may be, and nothing in it."""

        size = 1_073_741_824

    raised = refused(Exception, _raising, m.archive.read_zip, Full())
    assert not isinstance(raised.__cause__, e.TooLargeError)


def _raising(call: Any, *args: Any) -> None:
    try:
        call(*args)
    except Exception as error:
        raise Exception from error


def it_reads_every_number_of_a_zip(m: SimpleNamespace) -> None:
    """Each field of the end and of an entry, one more and one less than it should be."""
    size, count = len(GOOD) - 22, len(FILES)
    form = struct.Struct("<IHHHHIIH")
    names = ("mark", "disk", "directory_disk", "here", "count", "size", "start", "comment")
    end = dict(zip(names, form.unpack_from(GOOD, size), strict=True))
    first = GOOD.index(b"PK\1\2")

    def ended(**changes: int) -> bytes:
        return GOOD[:size] + form.pack(*({**end, **changes}).values())

    def says(words: str, data: bytes) -> None:
        found = refused(e.ArchiveError, m.archive.read_zip, data)
        assert words in str(found), found

    for by in (-1, 1):
        says("does not end", ended(mark=end["mark"] + by))
        says("split, or has too many", ended(here=count + by))
        says("does not end where", ended(size=end["size"] + by))
        says("does not end where", ended(start=end["start"] + by))
        mark = (int.from_bytes(GOOD[first : first + 4], "little") + by).to_bytes(4, "little")
        says("form that is not allowed", GOOD[:first] + mark + GOOD[first + 4 :])
        maker = (int.from_bytes(GOOD[first + 4 : first + 6], "little") + by).to_bytes(2, "little")
        says("form that is not allowed", GOOD[: first + 4] + maker + GOOD[first + 6 :])
    says("does not end", ended(comment=1))
    says("split", ended(disk=1))
    says("split", ended(directory_disk=1))
    says("cut off", ended(here=count + 1, count=count + 1))
    says("belong to no entry", ended(here=count - 1, count=count - 1))
    for many, words in ((60_000, "cut off"), (60_001, "too many")):
        says(words, form.pack(end["mark"], 0, 0, many, many, 0, 0, 0))
    for left in range(1, 47):
        # What is left of the directory behind its last entry is shorter than an entry, or just as long as the shortest.
        words = "cut off" if left < 46 else "form that is not allowed"
        more = {"here": count + 1, "count": count + 1, "size": end["size"] + left}
        says(words, GOOD[:size] + bytes(left) + form.pack(*({**end, **more}).values()))
    says("belong to no entry", GOOD[:size] + b"PK" + form.pack(*({**end, "size": end["size"] + 2}).values()))
    name = b"handrail.json"
    length = len(FILES[name.decode()])
    for both in ({"needed": 9}, {"needed": 11}, {"packed": length - 1}, {"packed": length + 1}):
        says("not a plain stored file", forge(changed(ENTRIES, name, both=both)))
    for both in ({"date": 0x20}, {"date": 0x22}, {"time": 1}):
        says("carries a date", forge(changed(ENTRIES, name, both=both)))
    for local in (b"gandrail.json", b"iandrail.json"):
        says("two names", forge(changed(ENTRIES, name, local_name=local)))


def check_waiting(case: dict[str, Any], m: SimpleNamespace) -> None:
    """A case of ``attacks/waiting.json``, as the verifier of waiting releases answers it."""
    expected = case["waiting"]
    asked = {name: case[name] for name in ("application", "environment", "trust")}
    try:
        found = m.unpointed.verify_unpointed_channel(case["bytes"], now=datetime.fromisoformat(case["now"]), **asked)
    except e.PackageError as error:
        assert error.code == expected["expect"]
        return
    assert expected["expect"] == "ok"
    assert expected["verdict"] == {
        "root": found.root.version, "release": found.release.version, "releaseSha256": found.parts.release.sha256,
        "author": list(found.signers["author"]), "approve": list(found.signers["approve"]),
        "warnings": list(found.warnings),
    }  # fmt: skip
    assert found.trust == World("bank").trust_text(found.parts.roots[-1].payload)


def it_takes_a_package_that_waits_for_its_pointer(m: SimpleNamespace) -> None:
    """With all the checks of one that has it."""
    waiting = Made(unpointed=True)
    found = verify(m, waiting)
    assert (found.opened.is_unpointed, found.warnings, found.proposal.release.version) == (True, (), 1)
    assert found.proposal.trust == Bank().trust
    assert found.proposal.release_name == next(n for n in found.opened.content if n.startswith("releases/"))
    refused(e.PointerMissingError, m.opened.verify_package, waiting.zip(), **ASKED)
    refused(e.PointerThereError, m.opened.verify_unpointed, GOOD, **ASKED)
    refused(e.MalformedError, verify, m, Made(unpointed=True, place="channel/bank/production.json"))
    refused(e.FileMissingError, verify, m, Made(unpointed=True, place="pending/bank/staging.json"))
    live = next(name for name in found.opened.content if name.startswith("releases/"))
    refused(e.FileMissingError, verify, m, Made(unpointed=True, content={live: None}))
    refused(
        e.FileMissingError,
        verify,
        m,
        Made(unpointed=True, blobs={named(b"1", "png"): b"1"}, content={named(b"1", "png"): None}),
    )
    refused(e.SdkUnknownError, verify, m, Made(unpointed=True, content={"sdk/0.1.0/handrail.js": b"x"}))
    refused(e.FileChangedError, verify, m, Made(unpointed=True, people={"SHA256SUMS": b""}))
    own = Made(unpointed=True, content={"sdk/0.1.0/handrail.js": b"x"})
    assert verify(m, own, accept_sdk=[sha(b"x")]).proposal.release.version == 1
    refused(e.WrongApplicationError, verify, m, waiting, application="zzzz")
    refused(e.WrongEnvironmentError, verify, m, waiting, environment="aaaa")
    refused(e.AnchorMismatchError, verify, m, waiting, trust=Bank(application="other").trust)
    files = read_zip(waiting.zip())
    dated = write_zip(files, {"pending/bank/production.json": SEQ})
    refused(e.ArchiveError, m.opened.verify_unpointed, dated, **ASKED)
    end = datetime(2028, 11, 24, tzinfo=UTC)
    late = Made(unpointed=True, people={"VERIFY.txt": b""})
    differs = "package.verify-text-differs"
    assert verify(m, late, now=end - timedelta(days=10, seconds=1)).warnings == (differs,)
    assert verify(m, late, now=end - timedelta(days=10)).warnings == ("package.expires-soon", differs)
    assert verify(m, late, now=end - timedelta(seconds=1)).warnings == ("package.expires-soon", differs)
    refused(e.ExpiredError, verify, m, late, now=end)
    refused(e.ExpiredError, verify, m, late, now=end + timedelta(seconds=1))
    channel = found.opened.channel
    for pad, error in ((786_432 - len(channel), e.MalformedError), (786_433 - len(channel), e.TooLargeError)):
        refused(error, m.unpointed.parse_unpointed, channel + b" " * pad)
    one = json.loads(channel)["roots"]
    for roots, good in ((one * 32, True), (one * 33, False), ([], False), (None, False), ({}, False)):
        text = canonical({**json.loads(channel), "roots": roots})
        if good:
            assert len(m.unpointed.parse_unpointed(text).roots) == 32
        else:
            refused(e.MalformedError, m.unpointed.parse_unpointed, text)
    for text in (
        canonical({**json.loads(channel), "pointer": {}}),
        canonical({**json.loads(channel), "zone": 1}),
        b"{}",
    ):
        refused(e.MalformedError, m.unpointed.parse_unpointed, text)
    large = {**one[0], "payload": "A" * 20_000}
    bad = {**one[0], "zone": 1}
    for parts in ({"roots": [large, bad]}, {"roots": [large], "release": bad}):
        refused(e.MalformedError, m.unpointed.parse_unpointed, canonical({**json.loads(channel), **parts}))
    refused(e.TooLargeError, m.unpointed.parse_unpointed, canonical({**json.loads(channel), "roots": [large]}))
    for application in ("aaaa", "zzzz"):
        asked = {"environment": "production", "trust": Bank().trust, "now": NOW, "application": application}
        refused(e.WrongApplicationError, m.unpointed.verify_unpointed_channel, channel, **asked)
    assert m.unpointed.is_unpointed(channel) and not m.unpointed.is_unpointed(b" " + channel)


if __name__ == "__main__":
    modules = original()
    for each, run in all_checks():
        run(modules)
        print(each)
