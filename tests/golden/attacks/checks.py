"""Cases that need one single check each: without it, another answer would come out (``tests/package/mutants``)."""

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

from golden.attacks.world import Case, Json, World, ok, refused
from handrail.package.canonical import canonical
from handrail.package.envelope import POINTER_TYPE, pae

ROOTS = ["root1", "root2"]
BAD = "package.malformed"
WRONG_APPLICATION = "package.wrong-application"
WRONG_ENVIRONMENT = "package.wrong-environment"


def checks(w: World) -> list[Case]:
    """All of them."""
    makers = (names, fits, order_of_form, sizes, plain, signatures, releases, states, chains, expiries, separation)
    return [case for make in makers for case in make(w)]


def changed(payload: bytes, **changes: Any) -> bytes:
    """A payload with other fields."""
    return canonical({**json.loads(payload), **changes})


def pinned(w: World, name: str, code: str, root: bytes, **more: Any) -> Case:
    """A channel under another root, which is the pinned one."""
    channel = w.channel(more.pop("payload", w.pointer()), roots=[w.envelope("root", root, ROOTS)], **more)
    trust = w.trust_text(root)
    return ok(name, w, channel, trust=trust) if code == "ok" else refused(name, code, w, channel, trust=trust)


def names(w: World) -> Iterator[Case]:
    """Application and environment of each part, before and after the right one in the alphabet."""
    for other in ("aaaa", "zzzz"):
        root = w.root(application=other)
        yield pinned(w, f"all but the root is this application's, the root is {other}'s", WRONG_APPLICATION, root)
        chain = [w.envelope("root", w.root(), ROOTS), w.envelope("root", w.root(2, application=other), ROOTS)]
        yield refused(
            f"all but the second root is this application's, that is {other}'s",
            WRONG_APPLICATION,
            w,
            w.channel(w.pointer(root=2), roots=chain),
        )
        yield refused(f"only the pointer is {other}'s", WRONG_APPLICATION, w, w.channel(w.pointer(application=other)))
        first = [w.envelope("root", w.root(application=other), ROOTS), w.envelope("root", w.root(2), ROOTS)]
        yield refused(
            f"the pinned root is {other}'s, the second is this application's",
            WRONG_APPLICATION,
            w,
            w.channel(w.pointer(root=2), roots=first),
            trust=w.trust(w.root(application=other)),
        )
        release = w.release(application=other)
        named = w.pointer(release={"sha256": w.hash(release), "version": 2})
        yield refused(f"only the release is {other}'s", WRONG_APPLICATION, w, w.channel(named, release=release))
    for other in ("integration", "staging"):
        environments = json.loads(w.root())["environments"]
        root = changed(w.root(), environments={other: environments["staging"], **environments})
        release = changed(w.release(), environment=other)
        both = w.pointer(environment=other, release={"sha256": w.hash(release), "version": 2})
        yield pinned(
            w, f"pointer and release of {other}, signed by this one's keys", WRONG_ENVIRONMENT, root,
            payload=both, release=release,
        )  # fmt: skip
        yield pinned(
            w, f"only the pointer is of {other}", WRONG_ENVIRONMENT, root, payload=w.pointer(environment=other)
        )
        named = w.pointer(release={"sha256": w.hash(release), "version": 2})
        yield pinned(w, f"only the release is of {other}", WRONG_ENVIRONMENT, root, payload=named, release=release)
    only_staging = changed(w.root(), environments={"staging": json.loads(w.root())["environments"]["staging"]})
    yield pinned(w, "a root without this environment", WRONG_ENVIRONMENT, only_staging)


def fits(w: World) -> Iterator[Case]:
    """Every role names only keys that the root holds; every key lies under its own id."""
    stranger = w.keyid("stranger")
    for path in (("roles", "root"), ("roles", "author"), ("environments", "production", "pointer"), ("environments", "staging", "pointer")):  # fmt: skip # noqa: E501
        root = json.loads(w.root())
        role = root
        for name in path:
            role = role[name]
        role["keyids"] = sorted([*role["keyids"], stranger])
        yield pinned(w, f"{' '.join(path)} names a key more, which the root does not hold", BAD, canonical(root))
    root = json.loads(w.root())
    root["environments"]["staging"]["approve"] = {"keyids": [stranger], "threshold": 1}
    yield pinned(w, "another environment's approve names a key that the root does not hold", BAD, canonical(root))
    for keyid in ("0" * 64, "f" * 64):
        root = json.loads(w.root())
        root["keys"][keyid] = w.key("stranger").public.as_data()
        yield pinned(w, f"a key under the id {keyid[:4]}…", "package.key-invalid", canonical(root))
    four = World("bank", approve=["approve1"])
    root = json.loads(four.root())
    root["environments"]["production"]["pointer"]["keyids"] = sorted([four.keyid("pointer"), stranger])
    yield refused(
        "four eyes, and the pointer role names a key that the root does not hold", BAD, four,
        four.channel(four.pointer(), roots=[four.envelope("root", canonical(root), ROOTS)]),
        trust=four.trust_text(canonical(root)),
    )  # fmt: skip
    one = World("bank", one_key=True)
    root = json.loads(one.root())
    del root["keys"][w.keyid("staging")], root["environments"]["staging"]
    yield ok(
        "a root with one key and one environment",
        one,
        one.channel(one.pointer(), roots=[one.envelope("root", canonical(root), ["author"])]),
        trust=one.trust_text(canonical(root)),
    )


def order_of_form(w: World) -> Iterator[Case]:
    """The form of all parts comes before the size of any."""
    large = {**w.envelope("root", w.root(), ROOTS), "payload": "A" * 20_000}
    good = json.loads(w.channel(w.pointer()))
    yield refused("a root that is too large", "package.too-large", w, canonical({**good, "roots": [large]}))
    for part in ("release", "pointer"):
        yield refused(
            f"a root that is too large, and a {part} of no form", BAD, w,
            canonical({**good, "roots": [large], part: {**good[part], "zone": 1}}),
        )  # fmt: skip
    odd: dict[str, Json] = {
        "payload that is nothing": {"payload": None},
        "payload that is a number": {"payload": 1},
        "type that is a list": {"payloadType": [good["pointer"]["payloadType"]]},
        "signature that is nothing": {"signatures": [{**good["pointer"]["signatures"][0], "sig": None}]},
        "signature that is a list": {"signatures": [{**good["pointer"]["signatures"][0], "sig": ["AAAA"]}]},
    }
    for what, change in odd.items():
        yield refused(
            f"a root that is too large, and a pointer with a {what}", BAD, w,
            canonical({**good, "roots": [large], "pointer": {**good["pointer"], **change}}),
        )  # fmt: skip
    second = {**good["roots"][0], "payloadType": None}
    yield refused(
        "a root that is too large, and a second of no form", BAD, w, canonical({**good, "roots": [large, second]})
    )
    yield refused("an empty list of roots", BAD, w, canonical({**good, "roots": []}))
    for part in ("release", "pointer", "roots"):
        yield refused(f"no {part} at all", BAD, w, canonical({k: v for k, v in good.items() if k != part}))
    for kind, wrong in (("release", "pointer"), ("pointer", "release"), ("root", "pointer")):
        signed = w.envelope(wrong, getattr(w, kind)(), ["pointer", "author", *ROOTS])
        parts = {**good, **({"roots": [signed]} if kind == "root" else {kind: signed})}
        yield refused(f"a {kind} whose envelope says {wrong}, and is signed so", BAD, w, canonical(parts))


def sized(w: World, kind: str, payload: bytes, by: list[str], size: int, more: int) -> Json:
    """An envelope of that many bytes, filled up by signatures of nobody, which do no harm."""
    made = w.envelope(kind, payload, by)
    fill = [{"keyid": f"{at:064x}", "sig": ""} for at in range(more)]
    made["signatures"] = sorted([*fill, *made["signatures"]], key=lambda each: each["keyid"])
    missing = size - len(canonical(made))
    if missing < 0 or missing % 4:
        raise ValueError(f"{kind} of {size} bytes cannot be made with {more} signatures more")
    made["signatures"][0]["sig"] = "A" * missing
    return made


def sizes(w: World) -> Iterator[Case]:
    """To the byte."""
    large = "package.too-large"
    root, release, pointer = w.root(), w.release(), w.pointer()
    yield ok("a root of 16383 bytes", w, w.channel(pointer, roots=[sized(w, "root", root, ROOTS, 16_383, 2)]))
    # Only without signatures is a root's length even; before the anchor nobody looks into it.
    filler = w.envelope("root", b"", [])
    filler["payload"] = "YWFh" * ((16_384 - len(canonical(filler))) // 4)
    yield ok("a root of 16384 bytes", w, w.channel(pointer, roots=[filler, w.envelope("root", root, ROOTS)]))
    yield refused(
        "a root of 16385 bytes", large, w, w.channel(pointer, roots=[sized(w, "root", root, ROOTS, 16_385, 1)])
    )
    yield ok(
        "a release of 65536 bytes", w, w.channel(pointer, release=sized(w, "release", release, ["author"], 65_536, 2))
    )
    yield refused(
        "a release of 65538 bytes", large, w,
        w.channel(pointer, release=sized(w, "release", release, ["author"], 65_538, 1)),
    )  # fmt: skip
    yield ok(
        "a pointer of 4096 bytes", w, w.channel(pointer, pointer=sized(w, "pointer", pointer, ["pointer"], 4_096, 2))
    )
    yield refused(
        "a pointer of 4098 bytes", large, w,
        w.channel(pointer, pointer=sized(w, "pointer", pointer, ["pointer"], 4_098, 1)),
    )  # fmt: skip
    whole = w.channel(pointer)
    for size, code in ((786_432, BAD), (786_433, large)):
        yield refused(f"a channel file filled up with blanks to {size} bytes", code, w, whole, pad=size - len(whole))


def plain(w: World) -> Iterator[Case]:
    """A payload of other bytes is malformed before anybody asks who signed it."""
    good = json.loads(w.channel(w.pointer()))
    for byte in (0x00, 0x0A, 0x1F, 0x5C, 0x7F, 0x80, 0xFF):
        odd = {**good["pointer"], "payload": b64encode(w.pointer()[:-1] + bytes([byte])).decode(), "signatures": []}
        yield refused(f"an unsigned pointer with the byte 0x{byte:02x}", BAD, w, canonical({**good, "pointer": odd}))
    for part in ("pointer", "release"):
        empty = {**good[part], "signatures": []}
        yield refused(f"an unsigned {part}", "package.signature-missing", w, canonical({**good, part: empty}))


def signatures(w: World) -> Iterator[Case]:
    """What is no signature of 64 bytes, though its numbers are those of one."""
    missing = "package.signature-missing"

    def with_signature(payload: bytes, change: Callable[[bytes], bytes]) -> bytes:
        made = w.envelope("pointer", payload, ["pointer"])
        one = made["signatures"][0]
        sig = change(b64decode(one["sig"]))
        return w.channel(payload, pointer={**made, "signatures": [{**one, "sig": b64encode(sig).decode()}]})

    seqs = (w.pointer(seq=1000 + 2 * at) for at in range(5_000))
    yield refused("a nought more before s", missing, w, with_signature(w.pointer(), lambda s: s[:32] + b"\0" + s[32:]))
    payload = next(each for each in seqs if w.key("pointer").sign(pae(POINTER_TYPE, each))[32] == 0)
    yield refused(
        "the nought that s begins with left out", missing, w, with_signature(payload, lambda s: s[:32] + s[33:])
    )
    yield ok("an s that begins with a nought", w, w.channel(payload))
    for claim in (w.keyid("stranger"), "0" * 64, "f" * 64):
        made = w.envelope("pointer", w.pointer(), ["stranger"])
        made["signatures"][0]["keyid"] = claim
        yield refused(
            f"a stranger's signature under the id {claim[:4]}…", missing, w, w.channel(w.pointer(), pointer=made)
        )
    for keyid in ("0" * 65, *(f"{odd}{'0' * 63}" for odd in "/:`g"), *(f"{'0' * 63}{odd}" for odd in "/:`g"), "0" * 63):
        made = w.envelope("pointer", w.pointer(), ["pointer"])
        made["signatures"].insert(0, {"keyid": keyid, "sig": ""})
        yield refused(f"a signature of nobody under {keyid[:1]}…{keyid[-2:]}, {len(keyid)} letters", BAD, w, w.channel(w.pointer(), pointer=made))  # fmt: skip # noqa: E501
    more = World("bank", approve=["approve1", "approve2"])
    yield ok("more approvals than the threshold asks for", more, more.channel(more.pointer()))
    author = World("bank", author="ed-author")
    yield ok("the author has an Ed25519 key", author, author.channel(author.pointer()))


def releases(w: World) -> Iterator[Case]:
    """The pointer names a release by hash and by number; each alone is not enough."""
    mismatch = "package.release-mismatch"
    wanted = w.hash(w.release())
    found: dict[bool, bytes] = {}
    for patch in range(50):
        other = changed(w.release(), minSdk=f"0.1.{patch}")
        if other != w.release():
            found.setdefault(w.hash(other) < wanted, other)
    for lower, word in ((True, "lower"), (False, "higher")):
        yield refused(
            f"another release of the same number, its hash is {word}", mismatch, w,
            w.channel(w.pointer(), release=found[lower]),
        )  # fmt: skip
        yield refused(
            f"another release of the same number, its hash is {word}, and nobody signed it", mismatch, w,
            w.channel(w.pointer(), release=w.envelope("release", found[lower], [])),
        )  # fmt: skip
    for number in (1, 3):
        named = w.pointer(release={"sha256": wanted, "version": number})
        yield refused(f"the pointer says that the release is number {number}", mismatch, w, w.channel(named))


def states(w: World) -> Iterator[Case]:
    """What was remembered."""
    two = [w.envelope("root", w.root(version=n), ROOTS) for n in (1, 2)]
    seen = w.state(root=2)
    for hashed in ("0" * 64, "f" * 64):
        yield refused(
            f"the same seq, another pointer was {hashed[:4]}…", "package.equivocation", w, w.channel(w.pointer()),
            state={**w.state(), "pointer": hashed},
        )  # fmt: skip
        yield ok(
            f"a higher seq, another pointer was {hashed[:4]}…", w, w.channel(w.pointer(seq=1002)),
            state={**w.state(), "pointer": hashed},
        )  # fmt: skip
    lower = w.channel(w.pointer(seq=998, root=2), roots=two)
    yield refused("a lower seq under the second root, which was seen", "package.seq-lower", w, lower, state=seen)
    yield refused(
        "a lower seq under the second root, the first was seen", "package.seq-lower", w, lower, state=w.state()
    )
    yield ok(
        "a lower seq, and the root that was seen is older than the anchor", w, lower,
        trust=w.trust(w.root(version=2)), state=w.state(),
    )  # fmt: skip
    yield refused(
        "the root that was seen is newer than the last", "package.root-rollback", w, w.channel(w.pointer()), state=seen
    )
    first = json.loads(w.root())
    del first["environments"]["production"]
    late = [w.envelope("root", canonical(first), ROOTS), two[1]]
    yield ok(
        "a lower seq, and the root that was seen did not know this environment", w,
        w.channel(w.pointer(seq=998, root=2), roots=late), trust=w.trust_text(canonical(first)), state=w.state(),
    )  # fmt: skip
    fewer = json.loads(w.root(version=1))
    pointers = sorted([w.keyid("pointer"), w.keyid("staging")])
    fewer["environments"]["production"]["pointer"] = {"keyids": pointers, "threshold": 1}
    more = {**fewer, "version": 2}
    more["environments"] = {**fewer["environments"], "production": {"approve": None, "pointer": {"keyids": pointers, "threshold": 2}}}  # fmt: skip # noqa: E501
    chain = [w.envelope("root", canonical(each), ROOTS) for each in (fewer, more)]
    payload = w.pointer(seq=998, root=2)
    yield ok(
        "a lower seq after the pointer's threshold was raised", w,
        w.channel(payload, roots=chain, pointer=w.envelope("pointer", payload, ["pointer", "staging"])),
        trust=w.trust_text(canonical(fewer)), state=w.state(),
    )  # fmt: skip


def chains(w: World) -> Iterator[Case]:
    """The anchor and what follows it."""
    mismatch = "package.anchor-mismatch"
    two = [w.envelope("root", w.root(version=n), ROOTS) for n in (1, 2)]
    channel = w.channel(w.pointer(root=2), roots=two)
    digest = w.trust(w.root(version=2)).partition(".")[2]
    for version in (1, 3):
        yield refused(f"the hash of root 2, called {version}", mismatch, w, channel, trust=f"{version}.{digest}")
    empty = "1." + urlsafe_b64encode(hashlib.sha256(b"").digest()).decode().rstrip("=")
    nothing = w.channel(w.pointer(), roots=[w.envelope("root", b"", ROOTS)])
    yield refused("the pinned root is empty", BAD, w, nothing, trust=empty)
    for letter in "A_":
        yield refused(f"an anchor of {letter} only", mismatch, w, channel, trust=f"2.{letter * 43}")
    yield ok("the second root is pinned, the first is not looked into", w,
        w.channel(w.pointer(root=2), roots=[w.envelope("root", b"[]", []), two[1]]), trust=w.trust(w.root(version=2)))  # fmt: skip # noqa: E501
    for number in (1, 3):
        pointer = w.pointer(root=number)
        yield refused(
            f"the pointer names root {number} of two", "package.pointer-root", w, w.channel(pointer, roots=two)
        )
    for number in (1, 3):
        roots = [two[0], w.envelope("root", changed(w.root(version=number), expires="2028-11-25T00:00:00Z"), ROOTS)]
        yield refused(
            f"root {number} after root 1", "package.root-chain", w, w.channel(w.pointer(root=number), roots=roots)
        )
    for by in (["root1"], ["root2"], []):
        roots = [two[0], w.envelope("root", w.root(version=2), by)]
        yield refused(
            f"a second root signed by {' and '.join(by) or 'nobody'}", "package.signature-missing", w,
            w.channel(w.pointer(root=2), roots=roots),
        )  # fmt: skip
        yield refused(
            f"a pinned root signed by {' and '.join(by) or 'nobody'}", "package.signature-missing", w,
            w.channel(w.pointer(), roots=[w.envelope("root", w.root(), by)]),
        )  # fmt: skip
    taken = w.root(version=2, root=["stranger"])
    for by, word in ((["stranger"], "its own keys only"), (ROOTS, "the keys before only")):
        yield refused(
            f"a second root with other root keys, signed by {word}", "package.signature-missing", w,
            w.channel(w.pointer(root=2), roots=[two[0], w.envelope("root", taken, by)]),
        )  # fmt: skip
    third = w.root(version=3, root=["stranger"])
    for by in (["root1", "root2"], ["root1", "root2", "stranger"]):
        roots = [two[0], w.envelope("root", taken, by), w.envelope("root", third, ["stranger"])]
        third_pointer = w.channel(w.pointer(root=3), roots=roots)
        if "stranger" in by:
            yield ok("a third root after one that its own keys signed too", w, third_pointer)
        else:
            yield refused("a third root after one that its own keys did not sign", "package.signature-missing", w, third_pointer)  # fmt: skip # noqa: E501
    yield ok("a second root with other root keys, signed by both", w,
        w.channel(w.pointer(root=2), roots=[two[0], w.envelope("root", taken, [*ROOTS, "stranger"])]))  # fmt: skip


def expiries(w: World) -> Iterator[Case]:
    """Long after, and root and pointer apart."""
    yield refused("a second after grace", "package.expired", w, w.channel(w.pointer()), now="2027-01-24T10:00:01Z", grace=30)  # fmt: skip # noqa: E501
    yield refused("a second after the pointer expired", "package.expired", w, w.channel(w.pointer()), now="2026-12-25T10:00:01Z")  # fmt: skip # noqa: E501
    late = w.pointer(expires="2030-01-01T00:00:00Z")
    yield ok("a second before the root expires", w, w.channel(late), now="2028-11-23T23:59:59Z")
    yield ok("the root expired within grace", w, w.channel(late), now="2028-11-24T00:00:00Z", grace=1)
    yield refused(
        "the root's grace is over", "package.expired", w, w.channel(late), now="2028-11-25T00:00:00Z", grace=1
    )
    paused = w.pointer(status="paused", expires="2030-01-01T00:00:00Z")
    yield ok("paused, and the root expired", w, w.channel(paused), now="2029-01-01T00:00:00Z")


def separation(w: World) -> Iterator[Case]:
    """Which two roles share a key where approval is asked for."""
    roles = {"author": ["author"], "approve": ["approve1"], "pointer": ["pointer"]}
    for first, second in (("author", "approve"), ("author", "pointer"), ("approve", "pointer")):
        shared = {**roles, second: roles[first]}
        x = World("bank", approve=shared["approve"], author=shared["author"][0])
        root = x.root(pointer=shared["pointer"])
        channel = x.channel(
            x.pointer(), roots=[x.envelope("root", root, ROOTS)],
            pointer=x.envelope("pointer", x.pointer(), shared["pointer"]),
        )  # fmt: skip
        yield refused(
            f"{first} and {second} share a key", "package.roles-overlap", x, channel, trust=x.trust_text(root)
        )
    x = World("bank", approve=["approve1"])
    root = json.loads(x.root())
    root["environments"]["staging"]["approve"] = {"keyids": [x.keyid("approve1")], "threshold": 1}
    root["environments"]["staging"]["pointer"] = {"keyids": [x.keyid("approve1")], "threshold": 1}
    channel = x.channel(x.pointer(), roots=[x.envelope("root", canonical(root), ROOTS)])
    yield refused(
        "two roles share a key in another environment", "package.roles-overlap", x, channel,
        trust=x.trust_text(canonical(root)),
    )  # fmt: skip
