"""Random channel files for the two verifiers: valid ones, and ones with a few things wrong at any depth.

What is wrong may be signed (a payload of another form, rightly signed) or not (bytes changed afterwards), of the right
structure (a field replaced, removed, renamed, repeated) or of none (a byte changed).
"""

import json
import random
from base64 import b64encode
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from golden.attacks.world import NOW, World
from handrail.package.canonical import canonical
from handrail.package.envelope import pae
from handrail.package.keys import SigningKey
from package.bank import fixed_key
from package.twin_rare import DEEDS, Deed, parts_of, written

Json = dict[str, Any]
KEYS = ["root1", "root2", "author", "pointer", "staging", "approve1", "approve2", "stranger", "ed-author"]
ODD: list[Any] = [
    0, 1, 2, 3, -1, 2**53, 2**53 - 1, 1.5, 1e300, None, True, False, "", "a", "*", "10", [], {}, [[]], {"a": 1},
    "__proto__", "constructor", "2026-02-29T00:00:00Z", "9999-12-31T23:59:59Z", "2999-12-31T23:59:59Z", "paused",
    "0" * 64, "f" * 64, "A" * 88, "AAAA", "A===", "bank", "production", "staging", "\u00e4", "\ud800", "\\", "\x7f",
]  # fmt: skip
NAMES = ["__proto__", "constructor", "x", "10", "9", "", "a" * 65, "toString", "\u00e4", "0" * 64]
TOKENS = [
    b"0",
    b"1",
    b"-",
    b".0",
    b"e3",
    b" ",
    b"\n",
    b"\\",
    b'"',
    b",",
    b"[]",
    b"null",
    b"\xef\xbb\xbf",
    b"\0",
    b"\xff",
]
TIMES = [NOW] * 6 + ["2026-12-24T10:00:00Z", "2026-12-25T10:00:00Z", "2027-01-24T09:59:59Z", "2027-01-24T10:00:00Z", "2029-01-01T00:00:00Z"]  # fmt: skip # noqa: E501


@lru_cache(None)
def key_of(name: str) -> SigningKey:
    """A fixed key of that name."""
    return fixed_key(name, "Ed25519" if name.startswith("ed-") else "ES256")


@lru_cache(20_000)
def signature(name: str, kind: str, payload: bytes) -> str:
    """The signature of a key, made once."""
    return b64encode(key_of(name).sign(pae(f"application/vnd.handrail.{kind}.v1+json", payload))).decode()


class FastWorld(World):
    """The world of the attack cases, with its keys kept."""

    def key(self, name: str) -> SigningKey:
        return key_of(name)

    def envelope(self, kind: str, payload: bytes, by: list[str]) -> Json:
        signatures = [
            {"keyid": self.keyid(n), "sig": signature(n, kind, payload)} for n in sorted(set(by), key=self.keyid)
        ]
        payload_type = f"application/vnd.handrail.{kind}.v1+json"
        return {"payload": b64encode(payload).decode(), "payloadType": payload_type, "signatures": signatures}


def everywhere(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, but for the value itself."""
    places = [path] if path else []
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        places += everywhere(each, (*path, key))
    return places


def mutate(chance: random.Random, value: Any) -> Any:
    """The value with one place replaced, removed, repeated, renamed, swapped or nested; given back as a copy."""
    value = json.loads(json.dumps(value))
    places = everywhere(value)
    if not places:
        return chance.choice(ODD)
    path = chance.choice(places)
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    last = path[-1]
    what = chance.randrange(7)
    if what == 0:
        del parent[last]
    elif what == 1 and isinstance(parent, dict):
        parent[chance.choice([*NAMES, str(last).upper()])] = parent[last]
    elif what == 2 and isinstance(parent, list):
        parent.insert(chance.randrange(len(parent) + 1), parent[last])
    elif what == 3 and isinstance(parent, list):
        parent.reverse()
    elif what == 4 and isinstance(parent[last], str) and parent[last]:
        at = chance.randrange(len(parent[last]))
        parent[last] = parent[last][:at] + chance.choice("0aA-=_/+. é") + parent[last][at + 1 :]
    elif what == 5 and isinstance(parent[last], int):
        parent[last] += chance.choice([-2, -1, 1, 2, 2**53])
    else:
        parent[last] = chance.choice(ODD)
    return value


def spoil(chance: random.Random, data: bytes) -> bytes:
    """A byte changed, added or removed, a token put in, or a piece repeated or cut out."""
    at = chance.randrange(len(data))
    end = min(len(data), at + chance.randrange(1, 12))
    what = chance.randrange(6)
    if what == 0:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if what == 1:
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    if what == 2:
        return data[:at] + data[end:]
    if what == 3:
        return data[:end] + data[at:]
    if what == 4:
        return data[:at]
    return data[:at] + chance.choice(TOKENS) + data[at:]


def loosely(value: Any) -> bytes:
    """Canonical where it can be; else JSON of some kind, as a careless writer makes it."""
    try:
        return canonical(value)
    except (ValueError, TypeError):
        return json.dumps(value).encode()


class Fuzz:
    """An endless source of cases, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Make the few worlds that cases are taken from."""
        self.chance = random.Random(seed)
        self.turn = 0
        self.worlds = [
            (FastWorld("bank", approve=approve, approve_threshold=threshold, author=author), approve or [], author)
            for author in ("author", "ed-author")
            for approve, threshold in (
                (None, 1), (["approve1"], 1), (["approve1", "approve2"], 1), (["approve1", "approve2"], 2),
                (["approve1", author], 1),
            )
        ]  # fmt: skip

    def wrong(self, part: float) -> bool:
        """Whether to do something wrong here."""
        return self.chance.random() < part

    def envelope(self, w: World, kind: str, payload: bytes, by: list[str]) -> Json:
        """Signed by these keys, now and then by others, or over a changed payload, or changed afterwards."""
        chance = self.chance
        if self.wrong(0.06):
            by = chance.sample(KEYS, chance.randrange(4))
        elif self.wrong(0.06):
            by = [*by, *chance.sample(KEYS, 2)]
        if self.wrong(0.07):
            payload = loosely(mutate(chance, json.loads(payload)))
        if self.wrong(0.04):
            payload = spoil(chance, payload) or b"{}"
        made = w.envelope(kind, payload, by)
        return self.changed(made) if self.wrong(0.05) else made

    def changed(self, made: Json) -> Json:
        """An envelope changed after signing."""
        signatures = made["signatures"]
        if self.wrong(0.5) and signatures:
            one = self.chance.choice(signatures)
            other = {
                "keyid": self.chance.choice([one["keyid"], key_of(self.chance.choice(KEYS)).public.keyid]),
                "sig": self.chance.choice([one["sig"], "", b64encode(self.chance.randbytes(64)).decode()]),
            }
            return {**made, "signatures": self.chance.choice([[*signatures, other], [other], signatures[::-1]])}
        return dict(mutate(self.chance, made)) if self.wrong(0.8) else {**made, "payloadType": "text/plain"}

    def case(self) -> Json:
        """One input of a verifier; ``channel`` is bytes, one letter each, followed by ``pad`` blanks.

        Every fourth aims at an edge of the format; the deeds take turns. Of those every third is bent by a second
        deed, so that the order of the refusals matters.
        """
        self.turn += 1
        if self.turn % 4:
            return self.mutated()
        deeds = [DEEDS[self.turn // 4 % len(DEEDS)]]
        return self.aimed([*deeds, self.chance.choice(DEEDS)] if self.wrong(0.33) else deeds)

    def aimed(self, deeds: list[Deed]) -> Json:
        """A right channel file, bent by these deeds, signed as it then is."""
        chance = self.chance
        w = chance.choice(self.worlds[:4] + self.worlds[5:9])[0]
        parts = parts_of(w, chance.choice([1, 2, 3]))
        for deed in deeds:
            deed(chance, w, parts)
        channel, trust = written(w, parts)
        asked = dict(parts["asked"])
        at = asked.pop("at", None)
        if at is not None:
            asked["now"] = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "application": "bank",
            "environment": "production",
            "trust": trust,
            "now": NOW,
            "state": None,
            "graceDays": 0,
            "pad": max(0, parts["pad_to"] - len(channel)) if "pad_to" in parts else 0,
            "channel": channel.decode("latin1"),
        } | asked

    def mutated(self) -> Json:
        """A channel file with a few things wrong anywhere, or none."""
        chance = self.chance
        w, approve, author = chance.choice(self.worlds[:5] * 3 + self.worlds)
        length = chance.choice([1, 1, 2, 3])
        second = chance.choice([None, None, ["pointer", "staging"], ["staging"]])
        payloads = [w.root(version=n, pointer=second if n > 1 else None) for n in range(1, length + 1)]
        roots = [self.envelope(w, "root", payload, ["root1", "root2"]) for payload in payloads]
        seq, status = chance.choice([998, 1000, 1000, 1002]), chance.choice(["active", "active", "paused"])
        by = second if second and length > 1 else ["pointer"]
        pointer = self.envelope(w, "pointer", w.pointer(root=length, seq=seq, status=status), by[:1])
        release = self.envelope(w, "release", w.release(), [author, *approve])
        if self.wrong(0.03):
            chance.shuffle(roots)
        value: Any = {"pointer": pointer, "release": release, "roots": roots}
        if self.wrong(0.04):
            value = mutate(chance, value)
        channel = loosely(value)
        if self.wrong(0.05):
            channel = spoil(chance, channel)
        trust = w.trust(chance.choice(payloads) if self.wrong(0.3) else payloads[0])
        state = chance.choice(
            [None, None, w.state(), w.state(root=2), w.state(seq=998), {**w.state(), "pointer": "0" * 64}]
        )
        return {
            "application": "shop" if self.wrong(0.02) else "bank",
            "environment": chance.choice(["staging", "__proto__", "constructor"]) if self.wrong(0.04) else "production",
            "trust": spoil(chance, trust.encode()).decode("latin1") if self.wrong(0.02) else trust,
            "now": chance.choice(TIMES),
            "state": state,
            "graceDays": chance.choice([0, 30]),
            "pad": 0,
            "channel": channel.decode("latin1"),
        }  # fmt: skip
