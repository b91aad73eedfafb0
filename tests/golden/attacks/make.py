"""Writes ``tests/golden/attacks/*.json``: channel files and what every verifier must answer.

Run ``PYTHONPATH=src:tests python tests/golden/attacks/make.py``. Keys are fixed and ES256 signatures deterministic,
so the files come out byte-equal. pytest runs them against ``handrail.package.verify``, vitest against
``sdk/src/transport/verify.ts``. A case:

    {"name", "application", "environment", "trust", "now": "…Z", "state": null | {"root","seq","pointer","status"},
     "graceDays", "channel": base64 of the bytes, "pad": number of blanks (0x20) that follow them (absent: none),
     "expect": "ok" | "<code>",
     "verdict": only for "ok": {"root","seq","release","releaseSha256","pointerSha256","status","off"},
     "waiting": only in waiting.json, see waiting.py}

Every expectation is written by hand at the case; the verdicts of "ok" are what the case was built with.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from golden.attacks.chains import pins, recovery, rotations
from golden.attacks.checks import checks
from golden.attacks.waiting import waiting
from golden.attacks.world import ORDER, Case, World, ok, refused, replace_text, tamper
from handrail.package.canonical import canonical
from handrail.package.fields import seconds_of

HERE = Path(__file__).parent
Cases = list[Case]
Json = dict[str, Any]


def tuf(w: World) -> Cases:
    """The attacks of The Update Framework's list."""
    seen = w.state(seq=1000)
    old = w.channel(w.pointer(seq=998))
    other = World("other")
    mixed = w.channel(w.pointer(), release=w.release(version=3))
    return [
        ok("a first visit", w, w.channel(w.pointer(seq=1000))),
        ok("the same pointer again", w, w.channel(w.pointer(seq=1000)), state=seen),
        ok("a newer pointer", w, w.channel(w.pointer(seq=1002)), state=seen),
        refused("rollback: an older pointer", "package.seq-lower", w, old, state=seen),
        refused("rollback: one less", "package.seq-lower", w, w.channel(w.pointer(seq=999)), state=seen),
        ok(
            "roll back as a deed: newer pointer, older release",
            w,
            w.channel(w.pointer(seq=1004), version=1),
            state=w.state(seq=1000),
        ),
        refused(
            "freeze: the pointer expired", "package.expired", w, w.channel(w.pointer()), now="2026-12-25T10:00:00Z"
        ),
        ok("one second before the pointer expires", w, w.channel(w.pointer()), now="2026-12-25T09:59:59Z"),
        ok("expired within grace", w, w.channel(w.pointer()), now="2026-12-25T10:00:00Z", grace=30),
        ok("one second before grace ends", w, w.channel(w.pointer()), now="2027-01-24T09:59:59Z", grace=30),
        refused("grace is over", "package.expired", w, w.channel(w.pointer()), now="2027-01-24T10:00:00Z", grace=30),
        refused(
            "freeze: the root expired",
            "package.expired",
            w,
            w.channel(w.pointer(expires="2030-01-01T00:00:00Z")),
            now="2028-11-24T00:00:00Z",
        ),
        ok(
            "a paused pointer is never refused for age",
            w,
            w.channel(w.pointer(status="paused")),
            now="2029-12-25T10:00:00Z",
        ),
        refused(
            "endless data: a channel file over 768 kB", "package.too-large", w, w.channel(w.pointer()), pad=800_000
        ),
        refused("mix and match: another release than the pointer names", "package.release-mismatch", w, mixed),
        refused(
            "arbitrary software: signed by strangers", "package.anchor-mismatch", w, other.channel(other.pointer())
        ),
        refused(
            "wrong software: the pointer's number is not the release's",
            "package.release-mismatch",
            w,
            w.channel(w.pointer(release={"sha256": w.sha(w.release()), "version": 7})),
        ),
        refused(
            "equivocation: two pointers of one seq",
            "package.equivocation",
            w,
            w.channel(w.pointer(seq=1000, off=["welcome"])),
            state=seen,
        ),
        refused(
            "equivocation: pause and its opposite of one seq",
            "package.equivocation",
            w,
            w.channel(w.pointer(seq=1000, status="paused")),
            state=seen,
        ),
        ok(
            "the pointer gained a signature of nobody: the payload is its identity",
            w,
            w.channel(b"", pointer=w.envelope("pointer", w.pointer(seq=1000), ["pointer", "stranger"])),
            state=seen,
        ),
    ]


def roots(w: World) -> Cases:
    """The chain of roots and the anchor."""
    one, two = w.root(), w.root(version=2)
    three = w.root(version=3)
    both = ["root1", "root2"]
    e1, e2, e3 = (w.envelope("root", each, both) for each in (one, two, three))
    at2 = w.pointer(root=2)
    at3 = w.pointer(root=3)
    trust2, trust3 = w.trust(two), w.trust(three)
    new_keys = w.root(version=2, root=["root3", "author2"])
    new_pointer = w.root(version=2, pointer=["pointer2"])
    e_new_pointer = w.envelope("root", new_pointer, both)
    after = w.pointer(root=2, seq=10)
    by_new = w.envelope("pointer", after, ["pointer2"])
    return [
        ok("a chain of two, pinned at the first", w, w.channel(at2, roots=[e1, e2])),
        ok("a chain of two, pinned at the second", w, w.channel(at2, roots=[e1, e2]), trust=trust2),
        ok("a chain of three, pinned at the second", w, w.channel(at3, roots=[e1, e2, e3]), trust=trust2),
        ok(
            "what lies before the pin is not looked into",
            w,
            w.channel(at2, roots=[w.envelope("root", one, []), e2]),
            trust=trust2,
        ),
        refused(
            "a pin of the right hash and another version",
            "package.anchor-mismatch",
            w,
            w.channel(w.pointer()),
            trust="2." + w.trust(one).split(".")[1],
        ),
        refused(
            "a pin that the chain does not contain", "package.anchor-mismatch", w, w.channel(w.pointer()), trust=trust3
        ),
        refused("a pin that is no pin", "package.trust-invalid", w, w.channel(w.pointer()), trust="1"),
        refused(
            "a pin of version 0",
            "package.trust-invalid",
            w,
            w.channel(w.pointer()),
            trust="0." + w.trust(one).split(".")[1],
        ),
        refused("a pin in plain base64", "package.trust-invalid", w, w.channel(w.pointer()), trust="1." + "+" * 43),
        refused(
            "the pinned root is signed by too few",
            "package.signature-missing",
            w,
            w.channel(w.pointer(), roots=[w.envelope("root", one, ["root1"])]),
        ),
        refused("a root gap", "package.root-chain", w, w.channel(at3, roots=[e1, e3])),
        refused("the same root twice", "package.root-chain", w, w.channel(w.pointer(), roots=[e1, e1])),
        refused(
            "roots in the wrong order", "package.root-chain", w, w.channel(w.pointer(), roots=[e2, e1]), trust=trust2
        ),
        refused(
            "the second root is signed by one of the first's keys",
            "package.signature-missing",
            w,
            w.channel(at2, roots=[e1, w.envelope("root", two, ["root1"])]),
        ),
        refused(
            "the second root is signed by its own keys only",
            "package.signature-missing",
            w,
            w.channel(at2, roots=[e1, w.envelope("root", new_keys, ["root3", "author2"])]),
        ),
        refused(
            "the second root is signed by the first's keys only",
            "package.signature-missing",
            w,
            w.channel(at2, roots=[e1, w.envelope("root", new_keys, both)]),
        ),
        ok(
            "new root keys, signed by old and new",
            w,
            w.channel(at2, roots=[e1, w.envelope("root", new_keys, [*both, "root3", "author2"])]),
        ),
        refused(
            "the chain ends before a root already seen",
            "package.root-rollback",
            w,
            w.channel(w.pointer()),
            state=w.state(root=2, seq=2),
        ),
        refused(
            "the pointer names an older root than the last",
            "package.pointer-root",
            w,
            w.channel(w.pointer(root=1), roots=[e1, e2]),
        ),
        refused("the pointer names a root that is not there", "package.pointer-root", w, w.channel(w.pointer(root=2))),
        refused(
            "a newer root with the same pointer keys keeps the seq",
            "package.seq-lower",
            w,
            w.channel(w.pointer(root=2, seq=10), roots=[e1, e2]),
            state=w.state(seq=1000),
        ),
        ok(
            "other pointer keys reset the seq",
            w,
            w.channel(after, roots=[e1, e_new_pointer], pointer=by_new),
            state=w.state(seq=1000),
        ),
        refused(
            "the replaced pointer key",
            "package.signature-missing",
            w,
            w.channel(w.pointer(root=2), roots=[e1, e_new_pointer]),
        ),
        ok(
            "a state older than the pin resets the seq",
            w,
            w.channel(w.pointer(root=2, seq=10), roots=[e1, e2]),
            trust=trust2,
            state=w.state(root=1, seq=1000),
        ),
        refused("no roots", "package.malformed", w, w.channel(w.pointer(), roots=[])),
        ok("32 roots", w, w.long_chain(32)),
        refused("33 roots", "package.malformed", w, w.long_chain(33)),
        refused(
            "a second root of another application",
            "package.wrong-application",
            w,
            w.channel(at2, roots=[e1, w.envelope("root", w.root(version=2, application="other"), both)]),
        ),
    ]


def thresholds(w: World) -> Cases:
    """Too few signatures, and signatures of the wrong role."""
    release, pointer = w.release(), w.pointer()
    four = World("bank", approve=["approve1", "approve2", "approve3"], approve_threshold=2)
    r4, p4 = four.release(), four.pointer()

    def signed(by: list[str], world: World = four) -> bytes:
        return world.channel(world.pointer(), release=world.envelope("release", world.release(), by))

    return [
        refused(
            "a release signed by nobody",
            "package.signature-missing",
            w,
            w.channel(pointer, release=w.envelope("release", release, [])),
        ),
        refused(
            "a release signed by the pointer key",
            "package.signature-missing",
            w,
            w.channel(pointer, release=w.envelope("release", release, ["pointer"])),
        ),
        refused(
            "a release signed by the root keys",
            "package.signature-missing",
            w,
            w.channel(pointer, release=w.envelope("release", release, ["root1", "root2"])),
        ),
        refused(
            "a pointer signed by nobody",
            "package.signature-missing",
            w,
            w.channel(pointer, pointer=w.envelope("pointer", pointer, [])),
        ),
        refused(
            "a pointer signed by the author",
            "package.signature-missing",
            w,
            w.channel(pointer, pointer=w.envelope("pointer", pointer, ["author"])),
        ),
        refused(
            "a pointer signed by the root keys",
            "package.signature-missing",
            w,
            w.channel(pointer, pointer=w.envelope("pointer", pointer, ["root1", "root2"])),
        ),
        refused(
            "a pointer signed by staging's key",
            "package.signature-missing",
            w,
            w.channel(pointer, pointer=w.envelope("pointer", pointer, ["staging"])),
        ),
        refused(
            "a stranger's signature under the author's key id",
            "package.signature-missing",
            w,
            w.channel(pointer, release=w.forged("release", release, claim="author", by="stranger")),
        ),
        ok("four eyes: author and two approvers", four, signed(["author", "approve1", "approve3"])),
        refused("four eyes: no approval", "package.signature-missing", four, signed(["author"])),
        refused("four eyes: one of two approvals", "package.signature-missing", four, signed(["author", "approve1"])),
        refused(
            "four eyes: approvals without the author",
            "package.signature-missing",
            four,
            signed(["approve1", "approve2"]),
        ),
        refused(
            "four eyes: the author is no approver",
            "package.signature-missing",
            four,
            signed(["author", "approve1", "pointer"]),
        ),
        refused(
            "four eyes: one approval twice",
            "package.malformed",
            four,
            four.channel(p4, release=four.doubled("release", r4, "approve1")),
        ),
        refused(
            "four eyes: an author who approves, by the root",
            "package.roles-overlap",
            World("bank", approve=["approve1", "author"]),
            World("bank", approve=["approve1", "author"]).channel(p4),
        ),
        refused(
            "four eyes: the pointer key approves, by the root",
            "package.roles-overlap",
            World("bank", approve=["approve1", "pointer"]),
            World("bank", approve=["approve1", "pointer"]).channel(p4),
        ),
        ok(
            "without approval one key may hold all roles",
            World("bank", one_key=True),
            World("bank", one_key=True).channel(World("bank", one_key=True).pointer()),
        ),
        ok(
            "signatures of unknown keys do no harm",
            w,
            w.channel(pointer, release=w.envelope("release", release, ["author", "stranger"])),
        ),
        ok(
            "an author with an Ed25519 key",
            World("bank", author="ed-author"),
            World("bank", author="ed-author").channel(World("bank", author="ed-author").pointer()),
        ),
    ]


def substitutions(w: World) -> Cases:
    """Validly signed, for somewhere else."""
    staging = World("bank", environment="staging")
    cross = w.pointer(release={"sha256": w.sha(staging.release()), "version": 2})
    other = w.pointer(release={"sha256": w.sha(w.release(application="other")), "version": 2})
    return [
        refused(
            "a pointer for staging at production's place",
            "package.wrong-environment",
            w,
            w.channel(w.pointer(environment="staging")),
        ),
        refused(
            "staging's whole channel at production's place",
            "package.signature-missing",
            w,
            staging.channel(staging.pointer()),
        ),
        ok("staging's whole channel at staging's place", staging, staging.channel(staging.pointer())),
        refused(
            "a release for staging under production's pointer",
            "package.wrong-environment",
            w,
            w.channel(cross, release=w.envelope("release", staging.release(), ["author"])),
        ),
        refused(
            "an environment that the root does not know",
            "package.wrong-environment",
            w,
            w.channel(w.pointer()),
            environment="test",
        ),
        refused(
            "an environment called __proto__",
            "package.wrong-environment",
            w,
            w.channel(w.pointer()),
            environment="__proto__",
        ),
        refused(
            "an environment called constructor",
            "package.wrong-environment",
            w,
            w.channel(w.pointer()),
            environment="constructor",
        ),
        refused(
            "another application is expected",
            "package.wrong-application",
            w,
            w.channel(w.pointer()),
            application="shop",
        ),
        refused(
            "a pointer of another application",
            "package.wrong-application",
            w,
            w.channel(w.pointer(application="other")),
        ),
        refused(
            "a release of another application",
            "package.wrong-application",
            w,
            w.channel(other, release=w.envelope("release", w.release(application="other"), ["author"])),
        ),
        refused(
            "a release in the pointer's place",
            "package.malformed",
            w,
            tamper(w, lambda c: {**c, "pointer": c["release"]}),
        ),
        refused(
            "a pointer's payload under the type of a release",
            "package.malformed",
            w,
            tamper(w, lambda c: {**c, "release": {**c["release"], "payloadType": c["pointer"]["payloadType"]}}),
        ),
        refused(
            "a type that nobody knows",
            "package.malformed",
            w,
            tamper(
                w,
                lambda c: {**c, "pointer": {**c["pointer"], "payloadType": "application/vnd.handrail.pointer.v2+json"}},
            ),
        ),
        refused(
            "a pointer signed as a release",
            "package.signature-missing",
            w,
            w.channel(w.pointer(), pointer=w.signed_as("pointer", w.pointer(), "release", "pointer")),
        ),
    ]


def _sig(change: Callable[[bytes], bytes]) -> Callable[[Json], Json]:
    """Change the pointer's signature bytes."""

    def apply(channel: Json) -> Json:
        pointer = channel["pointer"]
        first = pointer["signatures"][0]
        sig = b64encode(change(b64decode(first["sig"]))).decode()
        return {**channel, "pointer": {**pointer, "signatures": [{**first, "sig": sig}]}}

    return apply


def _der(sig: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    return encode_dss_signature(int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big"))


def _high_s(sig: bytes) -> bytes:
    return sig[:32] + (ORDER - int.from_bytes(sig[32:], "big")).to_bytes(32, "big")


def _signatures(value: object) -> Callable[[Json], Json]:
    return lambda channel: {**channel, "pointer": {**channel["pointer"], "signatures": value}}


def signatures(w: World) -> Cases:
    """Malformed and malleable signatures."""
    missing, bad = "package.signature-missing", "package.malformed"
    keyid = w.keyid("pointer")

    def first(c: Json) -> Json:
        return dict(c["pointer"]["signatures"][0])

    def rewritten(change: Callable[[Json], list[Json]]) -> bytes:
        return tamper(w, lambda c: {**c, "pointer": {**c["pointer"], "signatures": change(first(c))}})

    def plain(s: Json) -> str:
        return str(s["sig"])

    return [
        refused("a flipped bit", missing, w, tamper(w, _sig(lambda s: bytes([s[0] ^ 1]) + s[1:]))),
        refused("a DER signature", missing, w, tamper(w, _sig(_der))),
        refused("63 bytes", missing, w, tamper(w, _sig(lambda s: s[:63]))),
        refused("65 bytes", missing, w, tamper(w, _sig(lambda s: s + b"\0"))),
        refused("no bytes", missing, w, tamper(w, _sig(lambda s: b""))),
        refused("r and s are zero", missing, w, tamper(w, _sig(lambda s: bytes(64)))),
        refused(
            "s is the order of the curve", missing, w, tamper(w, _sig(lambda s: s[:32] + ORDER.to_bytes(32, "big")))
        ),
        refused("s and r changed places", missing, w, tamper(w, _sig(lambda s: s[32:] + s[:32]))),
        ok("the other s: the same signature, the payload is the identity", w, tamper(w, _sig(_high_s))),
        refused("URL-safe base64", bad, w, rewritten(lambda s: [{**s, "sig": "-_" + plain(s)[2:]}])),
        refused("base64 without padding", bad, w, rewritten(lambda s: [{**s, "sig": plain(s).rstrip("=")}])),
        refused("base64 with stray bits", bad, w, rewritten(lambda s: [{**s, "sig": "A" * 85 + "B=="}])),
        refused("base64 with blanks", bad, w, rewritten(lambda s: [{**s, "sig": " " + plain(s)}])),
        refused("a signature that is a number", bad, w, rewritten(lambda s: [{**s, "sig": 1}])),
        refused("a key id in capitals", bad, w, rewritten(lambda s: [{**s, "keyid": keyid.upper()}])),
        refused("a short key id", bad, w, rewritten(lambda s: [{**s, "keyid": keyid[:63]}])),
        refused("an unknown field in a signature", bad, w, rewritten(lambda s: [{**s, "alg": "none"}])),
        refused("one key id twice", bad, w, rewritten(lambda s: [s, s])),
        refused(
            "17 signatures", bad, w, rewritten(lambda s: [s, *({"keyid": f"{i:064x}", "sig": ""} for i in range(16))])
        ),
        ok("16 signatures", w, rewritten(lambda s: [s, *({"keyid": f"{i:064x}", "sig": ""} for i in range(15))])),
        refused("signatures that are an object", bad, w, tamper(w, _signatures({}))),
        refused("signatures that are null", bad, w, tamper(w, _signatures(None))),
    ]


def keys(w: World) -> Cases:
    """Keys in a second encoding, which could let one key count twice."""

    def with_key(change: Callable[[Json], None]) -> bytes:
        root = json.loads(w.root())
        change(root)
        return w.channel(w.pointer(), roots=[w.envelope("root", canonical(root), ["root1", "root2"])])

    def replace(root: Json, pub: bytes, alg: str = "ES256", keyid: str | None = None) -> None:
        entry = {"alg": alg, "pub": b64encode(pub).decode()}
        name = keyid or w.hash(canonical(entry))
        root["keys"][name] = entry
        root["roles"]["root"]["keyids"] = sorted([*root["roles"]["root"]["keyids"], name])

    point = w.public("root1")
    compressed = bytes([2 + (point[-1] & 1)]) + point[1:33]
    off = point[:-1] + bytes([point[-1] ^ 1])
    invalid, bad = "package.key-invalid", "package.malformed"

    def case(name: str, code: str, change: Callable[[Json], None]) -> Case:
        root = json.loads(w.root())
        change(root)
        pin = w.trust_text(canonical(root))
        return refused(name, code, w, with_key(change), trust=pin)

    def keyids(root: Json, role: str) -> list[str]:
        found: list[str] = root["roles"][role]["keyids"]
        return found

    def spell(root: Json) -> None:
        entry = root["keys"][w.keyid("root1")]
        other = {"alg": entry["alg"], "pub": entry["pub"][:-2] + "B="}
        root["keys"][w.hash(canonical(other))] = other

    return [
        case("a compressed point", invalid, lambda r: replace(r, compressed)),
        case("a hybrid point", invalid, lambda r: replace(r, bytes([6 + (point[-1] & 1)]) + point[1:])),
        case("a point off the curve", invalid, lambda r: replace(r, off)),
        case("the point at infinity", invalid, lambda r: replace(r, b"\0")),
        case("an empty key", invalid, lambda r: replace(r, b"")),
        case("an Ed25519 key of 33 bytes", invalid, lambda r: replace(r, bytes(33), "Ed25519")),
        case("an Ed25519 key that is not reduced", invalid, lambda r: replace(r, b"\xff" * 31 + b"\x7f", "Ed25519")),
        case("an Ed25519 key of small order", invalid, lambda r: replace(r, b"\1" + bytes(31), "Ed25519")),
        case("an unknown algorithm", invalid, lambda r: replace(r, point, "RS256")),
        case(
            "a key id that is not the key's hash", invalid, lambda r: replace(r, w.public("stranger"), keyid="0" * 64)
        ),
        case("a key id that is no hash", bad, lambda r: r["keys"].__setitem__("x", r["keys"][w.keyid("root1")])),
        case("a key in another spelling of base64", bad, spell),
        case("a role that names an unknown key", bad, lambda r: keyids(r, "author").__setitem__(0, "0" * 64)),
        case("a threshold of zero", bad, lambda r: r["roles"]["author"].__setitem__("threshold", 0)),
        case("a threshold over the number of keys", bad, lambda r: r["roles"]["author"].__setitem__("threshold", 2)),
        case("key ids out of order", bad, lambda r: keyids(r, "root").sort(reverse=True)),
        case("one key id twice in a role", bad, lambda r: keyids(r, "author").append(keyids(r, "author")[0])),
        case("a role without keys", bad, lambda r: r["roles"].__setitem__("author", {"keyids": [], "threshold": 1})),
        case("a role that nobody knows", bad, lambda r: r["roles"].__setitem__("mirror", r["roles"]["author"])),
        case("no environments", bad, lambda r: r.__setitem__("environments", {})),
        case(
            "an environment called __proto__ in the root",
            bad,
            lambda r: r["environments"].__setitem__("__proto__", r["environments"]["production"]),
        ),
        case("approve that is false", bad, lambda r: r["environments"]["production"].__setitem__("approve", False)),
    ]


def parsers(w: World) -> Cases:
    """What two JSON parsers could read differently."""
    bad = "package.malformed"

    def payload(old: str, new: str) -> bytes:
        """The pointer's payload changed as text, and validly signed so."""
        return w.channel(
            w.pointer(), pointer=w.envelope("pointer", replace_text(w.pointer(seq=1000), old, new), ["pointer"])
        )

    def release(old: str, new: str) -> bytes:
        changed = replace_text(w.release(), old, new)
        pointer = w.pointer(release={"sha256": w.hash(changed), "version": 2})
        return w.channel(pointer, release=w.envelope("release", changed, ["author"]))

    good = w.channel(w.pointer(seq=1000))
    seq = '"seq":1000'
    return [
        refused("seq as 1000.0", bad, w, payload(seq, '"seq":1000.0')),
        refused("seq as 1e3", bad, w, payload(seq, '"seq":1e3')),
        refused("seq as 01000", bad, w, payload(seq, '"seq":01000')),
        refused("seq as +1000", bad, w, payload(seq, '"seq":+1000')),
        refused("seq as -0", bad, w, payload(seq, '"seq":-0')),
        refused("seq as -1", bad, w, payload(seq, '"seq":-1')),
        refused("seq as text", bad, w, payload(seq, '"seq":"1000"')),
        refused("seq as true", bad, w, payload(seq, '"seq":true')),
        refused("seq as NaN", bad, w, payload(seq, '"seq":NaN')),
        refused("seq as Infinity", bad, w, payload(seq, '"seq":Infinity')),
        refused("seq of zero", bad, w, payload(seq, '"seq":0')),
        ok("seq of 2^53-1", w, w.channel(w.pointer(seq=2**53 - 1))),
        refused("seq of 2^53", bad, w, payload(seq, '"seq":9007199254740992')),
        refused("seq of 2^53+1", bad, w, payload(seq, '"seq":9007199254740993')),
        refused("seq of 400 digits", bad, w, payload(seq, '"seq":' + "9" * 400)),
        refused("a duplicate key", bad, w, payload(seq, seq + ',"seq":2000')),
        refused("keys out of order", bad, w, payload(seq + ',"status":"active"', '"status":"active",' + seq)),
        refused("a blank after a comma", bad, w, payload("," + seq, ", " + seq)),
        ok("boot files behind the signed line", w, good + b'\n{"format":1}\n{"format":1}'),
        ok("any bytes behind the signed line", w, good + b"\n\xc3\x28\0\r\n\n"),
        refused("a line feed before the signed line", bad, w, b"\n" + good),
        refused("a line feed within what is signed", bad, w, good.replace(b",", b",\n", 1)),
        refused("a carriage return at the end of the signed line", bad, w, good + b"\r\n{}"),
        refused("a blank behind the signed line", bad, w, good + b" \n{}"),
        refused("a trailing line feed in the payload", bad, w, payload('"active"}', '"active"}\n')),
        refused("a byte order mark in the payload", bad, w, payload('{"application"', '\ufeff{"application"')),
        refused("an escape in a key", bad, w, payload('"seq"', '"\\u0073eq"')),
        refused("an escaped slash", bad, w, payload('"active"', '"ac\\/tive"')),
        refused("a lone surrogate", bad, w, payload('"off":[]', '"off":["\\ud800"]')),
        refused("a letter beyond ASCII", bad, w, payload('"off":[]', '"off":["\u00e4"]')),
        refused("a null byte", bad, w, payload('"off":[]', '"off":["\0"]')),
        refused("an unknown field", bad, w, payload('"off":[]', '"off":[],"priority":1')),
        refused("a field called __proto__", bad, w, payload('{"application"', '{"__proto__":{},"application"')),
        refused("a missing field", bad, w, payload('"off":[],', "")),
        refused("status in capitals", bad, w, payload('"active"', '"ACTIVE"')),
        refused("status null", bad, w, payload('"active"', "null")),
        refused("off that is an object", bad, w, payload('"off":[]', '"off":{}')),
        refused("off out of order", bad, w, payload('"off":[]', '"off":["b","a"]')),
        refused("off with a campaign twice", bad, w, payload('"off":[]', '"off":["a","a"]')),
        refused(
            "off of 257 campaigns",
            bad,
            w,
            payload('"off":[]', '"off":[' + ",".join(f'"c{i:03}"' for i in range(257)) + "]"),
        ),
        ok("off of 200 campaigns", w, w.channel(w.pointer(off=[f"c{i:03}" for i in range(200)]))),
        refused(
            "a pointer over 4 kB",
            "package.too-large",
            w,
            w.channel(
                w.pointer(),
                pointer=w.envelope("pointer", w.pointer(off=["c" * 60 + f"{i:03}" for i in range(60)]), ["pointer"]),
            ),
        ),
        refused("30 February", bad, w, payload("2026-12-25T10:00:00Z", "2026-02-30T10:00:00Z")),
        refused("hour 24", bad, w, payload("2026-12-25T10:00:00Z", "2026-12-25T24:00:00Z")),
        refused("a leap second", bad, w, payload("2026-12-25T10:00:00Z", "2026-12-31T23:59:60Z")),
        refused("a time with an offset", bad, w, payload("2026-12-25T10:00:00Z", "2026-12-25T10:00:00+00:00")),
        refused("a time with fractions", bad, w, payload("2026-12-25T10:00:00Z", "2026-12-25T10:00:00.0Z")),
        refused("year 0000", bad, w, payload("2026-12-25T10:00:00Z", "0000-12-25T10:00:00Z")),
        refused("a release without a boot file for everybody", bad, w, release('"*":', '"en":')),
        refused("a boot tag in capitals", bad, w, release('"de":', '"DE":')),
        refused("a boot tag called __proto__", bad, w, release('"de":', '"__proto__":')),
        refused("a hash in capitals", bad, w, release('"sha256":"aa', '"sha256":"AA')),
        refused("a short hash", bad, w, release('"sha256":"aa', '"sha256":"')),
        refused("a negative length", bad, w, release('"length":7', '"length":-7')),
        refused("an SDK version that is none", bad, w, release('"minSdk":"0.1.0"', '"minSdk":"latest"')),
        refused("an empty file", bad, w, b""),
        refused("an HTML page", bad, w, b"<!doctype html><title>404</title>"),
        refused("the channel file cut off", bad, w, good[:-1]),
        ok("nothing behind the line feed of the signed line", w, good + b"\n"),
        refused("a byte order mark before the channel file", bad, w, b"\xef\xbb\xbf" + good),
        refused("UTF-16", bad, w, good.decode().encode("utf-16")),
        refused("a blank in the channel file", bad, w, good.replace(b'"release":', b'"release": ', 1)),
        refused("two pointers in the channel file", bad, w, b'{"pointer":null,' + good[1:]),
        refused("an unknown part of the channel file", bad, w, good[:-1] + b',"zone":1}'),
        refused("a channel file that is a list", bad, w, b"[" + good + b"]"),
        refused("a channel file that is null", bad, w, b"null"),
        refused("a channel file that is deeply nested", bad, w, b"[" * 20_000),
        refused("roots that are an object", bad, w, tamper(w, lambda c: {**c, "roots": {"0": c["roots"][0]}})),
        refused("a pointer that is null", bad, w, tamper(w, lambda c: {**c, "pointer": None})),
        refused(
            "a payload that is not base64",
            bad,
            w,
            tamper(w, lambda c: {**c, "pointer": {**c["pointer"], "payload": "*"}}),
        ),
    ]


ALL = (tuf, roots, rotations, recovery, pins, thresholds, substitutions, signatures, keys, parsers, waiting, checks)


def main() -> None:
    """Write the files into the folder given, else beside this one."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    taken: set[str] = set()
    for make in ALL:
        cases = make(World("bank"))
        for case in cases:
            seconds_of(case["now"])
            if case["name"] in taken:
                raise SystemExit(f"{case['name']} in {make.__name__}: the name occurs twice")
            taken.add(case["name"])
        text = "[\n" + ",\n".join(json.dumps(case, sort_keys=True) for case in cases) + "\n]\n"
        (where / f"{make.__name__}.json").write_text(text)


if __name__ == "__main__":
    main()
