"""Chains of roots: who may change the keys, and what a pin is worth. The rotations are those of TUF's own suite."""

import json
from typing import Any

from golden.attacks.world import Case, World, ok, refused
from handrail.package.canonical import canonical

Json = dict[str, Any]
Step = tuple[str, int, str]
"""Keys by number, threshold, and who signs: ``("01234", 3, "024")``."""

ROTATIONS: list[tuple[str, list[Step], bool]] = [
    ("1 of 1, replaced", [("1", 1, "1"), ("2", 1, "12"), ("2", 1, "2")], True),
    ("1 of 1, replaced, with signatures of others", [("1", 1, "134"), ("2", 1, "1234"), ("2", 1, "234")], True),
    (
        "3 of 5, signed by other three each time",
        [("01234", 3, "024"), ("01234", 3, "014"), ("01234", 3, "013"), ("01234", 3, "123")],
        True,
    ),
    ("3 of 5, one replaced", [("01234", 3, "024"), ("01345", 3, "014")], True),
    ("3 of 5, one replaced, in two steps", [("01234", 3, "024"), ("01345", 3, "0245"), ("01345", 3, "045")], True),
    ("3 of 5, all replaced, in two steps", [("01234", 3, "024"), ("56789", 3, "024567"), ("56789", 3, "567")], True),
    ("1 of 3, then 2 of 3", [("123", 1, "1"), ("123", 2, "12")], True),
    ("2 of 3, then 1 of 3", [("123", 2, "12"), ("123", 1, "12"), ("123", 1, "1")], True),
    ("1 of 1, then 2 of 2", [("1", 1, "1"), ("12", 2, "12")], True),
    ("1 of 1, replaced, without the old key", [("1", 1, "1"), ("2", 1, "234")], False),
    ("1 of 1, replaced, without the new key", [("1", 1, "1"), ("2", 1, "134")], False),
    ("3 of 5, one replaced, two of the new five", [("01234", 3, "024"), ("01345", 3, "024")], False),
    ("3 of 5, one replaced, two of the old five", [("01234", 3, "024"), ("01345", 3, "045")], False),
    ("1 of 3, then 2 of 3, signed by one", [("123", 1, "1"), ("123", 2, "2")], False),
    ("2 of 3, then 1 of 3, signed by one", [("123", 2, "12"), ("123", 1, "1")], False),
]
SECOND: list[tuple[str, Step, bool]] = [
    ("1 of 1, replaced", ("2", 1, "2"), True),
    ("1 of 1, with signatures of others", ("1", 1, "134"), True),
    ("1 of 1, replaced, signed by the old key", ("2", 1, "134"), False),
    ("3 of 5, two of them and one that was replaced", ("01345", 3, "024"), False),
    ("3 of 5, two of them", ("01345", 3, "04"), False),
    ("3 of 5, signed by 0, 2, 4", ("01234", 3, "024"), True),
    ("3 of 5, signed by 0, 1, 4", ("01234", 3, "014"), True),
    ("3 of 5, signed by 0, 1, 3", ("01234", 3, "013"), True),
    ("3 of 5, signed by 1, 2, 3", ("01234", 3, "123"), True),
    ("3 of 5, signed by 2, 3, 4", ("01234", 3, "234"), True),
]


def names(role: str, numbers: str) -> list[str]:
    """The names of a role's keys."""
    return [f"{role}{number}" for number in numbers]


def with_role(w: World, role: str, numbers: str, threshold: int, version: int) -> bytes:
    """Payload of a root in which one role is held by numbered keys."""
    root = json.loads(w.root(version=version))
    for name in names(role, numbers):
        root["keys"][w.keyid(name)] = w.key(name).public.as_data()
    held = {"keyids": sorted(w.keyid(name) for name in names(role, numbers)), "threshold": threshold}
    if role in ("root", "author"):
        root["roles"][role] = held
    else:
        root["environments"]["production"][role] = held
    return canonical(root)


def rotations(w: World) -> list[Case]:
    """Roots that follow one another, and roles that change hands from the first root to the second."""
    cases: list[Case] = []
    for name, steps, good in ROTATIONS:
        payloads = [with_role(w, "root", held, least, n) for n, (held, least, _) in enumerate(steps, 1)]
        chain = [
            w.envelope("root", payload, names("root", by))
            for payload, (_, _, by) in zip(payloads, steps, strict=True)
        ]  # fmt: skip
        channel = w.channel(w.pointer(root=len(steps)), roots=chain)
        trust = w.trust(payloads[0])
        if good:
            cases.append(ok(f"root: {name}", w, channel, trust=trust))
        else:
            cases.append(refused(f"root: {name}", "package.signature-missing", w, channel, trust=trust))
    return [*cases, *(_second(w, role, *each) for role in ("pointer", "author", "approve") for each in SECOND)]


def _second(w: World, role: str, name: str, step: Step, good: bool) -> Case:
    """A role of the second root, by who signs what that role signs."""
    held, least, by = step
    second = with_role(w, role, held, least, 2)
    chain = [w.envelope("root", each, ["root1", "root2"]) for each in (w.root(), second)]
    payload = w.pointer(root=2)
    pointer = w.envelope("pointer", payload, names(role, by) if role == "pointer" else ["pointer"])
    author = names(role, by) if role == "author" else ["author"]
    approve = names(role, by) if role == "approve" else []
    release = w.envelope("release", w.release(), [*author, *approve])
    channel = w.channel(payload, release=release, roots=chain, pointer=pointer)
    if good:
        return ok(f"{role}: {name}", w, channel)
    return refused(f"{role}: {name}", "package.signature-missing", w, channel)


def recovery(w: World) -> list[Case]:
    """Fast-forward: a stolen pointer key takes the highest numbers; the next root takes them back."""
    far = 2**53 - 1
    one = w.envelope("root", w.root(), ["root1", "root2"])

    def channel(second: bytes, by: list[str], seq: int = 1002) -> bytes:
        chain = [one, w.envelope("root", second, ["root1", "root2"])]
        payload = w.pointer(root=2, seq=seq)
        return w.channel(payload, roots=chain, pointer=w.envelope("pointer", payload, by))

    seen = w.state(seq=far)
    other_keys = w.root(version=2, pointer=["pointer2"])
    more_keys = with_role(w, "pointer", "12", 1, 2)
    both_sign = with_role(w, "pointer", "12", 2, 2)
    after = {**w.state(root=2, seq=1002), "pointer": w.hash(w.pointer(root=2, seq=1002))}
    return [
        ok("a stolen pointer key takes the highest seq", w, w.channel(w.pointer(seq=far)), state=w.state(seq=1000)),
        refused(
            "after the highest seq nothing follows under the same keys",
            "package.seq-lower", w, w.channel(w.pointer(seq=1002)), state=seen,
        ),
        refused(
            "a new root that leaves the pointer's keys does not help",
            "package.seq-lower", w, channel(w.root(version=2), ["pointer"]), state=seen,
        ),
        ok("a new root with another pointer key does", w, channel(other_keys, ["pointer2"]), state=seen),
        ok("a new root with one more pointer key does", w, channel(more_keys, ["pointer1"]), state=seen),
        ok("a new root with a higher threshold does", w, channel(both_sign, ["pointer1", "pointer2"]), state=seen),
        refused(
            "the stolen key signs nothing under the new root",
            "package.signature-missing", w, channel(other_keys, ["pointer"], far), state=seen,
        ),
        refused(
            "the old root's channel does not come back",
            "package.root-rollback", w, w.channel(w.pointer(seq=far)), state=after,
        ),
        refused(
            "under the new root, too, seq only grows",
            "package.seq-lower", w, channel(other_keys, ["pointer2"], 1000), state=after,
        ),
        ok(
            "the same root, seen again under the new keys", w, channel(other_keys, ["pointer2"], 1002), state=after,
        ),
        refused(
            "new keys of approvers and author do not forget the seq",
            "package.seq-lower", w, channel(with_role(w, "author", "12", 1, 2), ["pointer"]), state=seen,
        ),
    ]  # fmt: skip


def pins(w: World) -> list[Case]:
    """Anchors: what a page knows at its first visit."""
    one, two = w.root(), w.root(version=2)
    digest = w.trust(one).partition(".")[2]
    chain = [w.envelope("root", w.root(version=n), ["root1", "root2"]) for n in range(1, 33)]
    last = w.channel(w.pointer(root=32), roots=chain)
    alone = w.channel(w.pointer(root=32), roots=chain[31:])
    good = w.channel(w.pointer())
    # Somebody has the root keys of version 1, which version 2 has replaced.
    taken = with_role(w, "root", "89", 1, 2)
    rightful = with_role(w, "root", "34", 2, 2)
    theft = w.channel(
        w.pointer(root=2), roots=[w.envelope("root", one, BOTH), w.envelope("root", taken, [*BOTH, "root8"])]
    )
    form, other = "package.trust-invalid", "package.anchor-mismatch"
    stray = digest[:42] + chr(ord(digest[42]) + 1)
    return [
        ok("pinned at the last of 32 roots", w, last, trust=w.trust(w.root(version=32))),
        ok("pinned at the sixteenth of 32 roots", w, last, trust=w.trust(w.root(version=16))),
        ok("a pin without its earlier roots", w, alone, trust=w.trust(w.root(version=32))),
        refused("a pin that is newer than the server", other, w, good, trust=w.trust(two)),
        refused("a pin whose root was cut off the chain", other, w, w.channel(w.pointer(root=2), roots=chain[1:2])),
        refused("a pin of another application", other, w, good, trust=World("other").trust(World("other").root())),
        refused("a pin of version 3 with the hash of version 1", other, w, good, trust=f"3.{digest}"),
        refused("a pin of 2^53-1", other, w, good, trust=f"9007199254740991.{digest}"),
        refused("a pin of 2^53", form, w, good, trust=f"9007199254740992.{digest}"),
        refused("a pin with a leading zero", form, w, good, trust=f"01.{digest}"),
        refused("a pin with a sign", form, w, good, trust=f"+1.{digest}"),
        refused("a pin as 1e0", form, w, good, trust=f"1e0.{digest}"),
        refused("a pin with padding", form, w, good, trust=f"1.{digest}="),
        refused("a pin one letter short", form, w, good, trust=f"1.{digest[:42]}"),
        refused("a pin one letter long", form, w, good, trust=f"1.{digest}A"),
        refused("a pin with a line feed at its end", form, w, good, trust=f"1.{digest}\n"),
        refused("a pin with a blank before it", form, w, good, trust=f" 1.{digest}"),
        refused("a pin in hexadecimal digits", form, w, good, trust=f"1.{w.hash(one)}"),
        refused("a pin with an Arabic digit", form, w, good, trust=f"\u0661.{digest}"),
        refused("an empty pin", form, w, good, trust=" "),
        refused("a pin with stray bits", other, w, good, trust=f"1.{stray}"),
        ok("stolen root keys: a page with the old pin believes the thief's second root", w, theft),
        refused("stolen root keys: a page with the new pin does not", other, w, theft, trust=w.trust(rightful)),
        refused(
            "stolen root keys: a visitor who saw a later root does not",
            "package.root-rollback", w, theft, state=w.state(root=3),
        ),
    ]  # fmt: skip


BOTH = ["root1", "root2"]
