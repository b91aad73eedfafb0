"""Channel files at the edges of the format: each deed aims at one check, from both of its sides.

Random mutation hardly ever meets a limit exactly, a key in another encoding or a chain with a gap; these do, and take
turns, so that every refusal is reached in every run, whatever its seed.
"""

import json
import random
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from golden.attacks.world import ORDER, World
from handrail.package.canonical import canonical

Json = dict[str, Any]
Deed = Callable[[random.Random, World, Json], None]
BOTH = ["root1", "root2"]
LIMITS = {"root": 16_384, "release": 65_536, "pointer": 4_096}
CHANNEL_LIMIT = 786_432
DAY_S = 86_400
SMALL_ORDER = [
    bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f",
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]  # fmt: skip


def parts_of(w: World, length: int = 1) -> Json:
    """A right channel as payloads (objects) and signers, to be bent by a deed and then signed by ``written``."""
    return {
        "roots": [(json.loads(w.root(version=n)), BOTH) for n in range(1, length + 1)],
        "release": (json.loads(w.release()), [w.author, *(w.approve or [])]),
        "pointer": (json.loads(w.pointer(root=length)), ["pointer"]),
        "follow": True,
        "changes": [],
        "emptied": [],
        "asked": {},
        "pad": 0,
    }


def written(w: World, parts: Json) -> tuple[bytes, str]:
    """The channel file, and the anchor of its first root. What a deed wants empty is emptied last.

    Unless a deed forbids it, the pointer's hash follows the release: what is bent is then the first thing wrong.
    """
    parts["emptied"].clear()
    release = canonical(parts["release"][0])
    pointer = parts["pointer"][0]
    if parts["follow"]:
        pointer["release"]["sha256"] = w.hash(release)
    channel = {
        "pointer": w.envelope("pointer", canonical(pointer), parts["pointer"][1]),
        "release": w.envelope("release", release, parts["release"][1]),
        "roots": [w.envelope("root", canonical(root), by) for root, by in parts["roots"]],
    }
    for change in parts["changes"]:
        change(channel)
    first = parts["roots"][0][0]
    return canonical(channel), w.trust_text(canonical(first))


def near(chance: random.Random, limit: int, reach: int = 3) -> int:
    """The limit, or a little less or more."""
    return limit + chance.randint(-reach, reach)


def channel_size(chance: random.Random, _w: World, parts: Json) -> None:
    """Blanks up to the limit of a channel file, or past it; the form is wrong either way."""
    parts["pad_to"] = near(chance, CHANNEL_LIMIT)


def envelope_size(chance: random.Random, w: World, parts: Json) -> None:
    """A signature of a stranger that fills an envelope up to its limit, or past it."""
    kind = chance.choice(sorted(LIMITS))

    def fill(channel: Json) -> None:
        envelope = chance.choice(channel["roots"]) if kind == "root" else channel[kind]
        stranger = {"keyid": w.keyid("stranger"), "sig": ""}
        envelope["signatures"].append(stranger)
        # Base64 comes in fours: the payload's length decides whether the limit itself can be met.
        room = LIMITS[kind] - len(canonical(envelope)) + chance.choice([-4, 0, 0, 3, 3, 4])
        stranger["sig"] = b64encode(bytes(max(0, room // 4 * 3 - chance.randrange(3)))).decode()

    parts["changes"].append(fill)


def many_signatures(chance: random.Random, _w: World, parts: Json) -> None:
    """About 16 signatures, some under a key id that is there already."""
    kind = chance.choice(["root", "release", "pointer"])

    def add(channel: Json) -> None:
        found = (channel["roots"][0] if kind == "root" else channel[kind])["signatures"]
        while len(found) < near(chance, 16, 1):
            found.append({"keyid": f"{chance.getrandbits(256):064x}", "sig": ""})
        if chance.random() < 0.2:
            found[-1] = {**found[-1], "keyid": found[0]["keyid"]}

    parts["changes"].append(add)


def odd_key(chance: random.Random, w: World, parts: Json) -> None:
    """A further key in the root: of another encoding, off its curve, of small order, under a false id."""
    point = w.public("stranger")
    alg, pub = chance.choice(
        [
            ("ES256", bytes([2 + (point[-1] & 1)]) + point[1:33]), ("ES256", bytes([6 + (point[-1] & 1)]) + point[1:]),
            ("ES256", point[:-1] + bytes([point[-1] ^ 1 << chance.randrange(8)])), ("ES256", b"\0"), ("ES256", point),
            ("ES256", b"\4" + bytes(64)), ("Ed25519", chance.choice(SMALL_ORDER)), ("Ed25519", point), ("EdDSA", point),
            ("Ed25519", bytes([chance.randrange(0xE9, 0x100)]) + b"\xff" * 30 + chance.choice([b"\x7f", b"\xff"])),
            ("Ed25519", chance.choice(SMALL_ORDER)[:31] + b"\x80"), ("Ed25519", chance.randbytes(32)),
            ("Ed25519", w.public("ed-author")), ("es256", point), ("", b""),
        ]
    )  # fmt: skip
    entry = {"alg": alg, "pub": b64encode(pub).decode()}
    if chance.random() < 0.1:
        entry["pub"] = chance.choice([entry["pub"].rstrip("="), entry["pub"] + "=", entry["pub"][:-1] + "_", "*"])
    keyid = w.hash(canonical(entry)) if chance.random() < 0.85 else f"{chance.getrandbits(256):064x}"
    root = chance.choice(parts["roots"])[0]
    root["keys"][keyid] = entry
    if chance.random() < 0.5:
        roles = chance.choice([root["roles"]["root"], root["roles"]["author"]])
        roles["keyids"] = sorted({*roles["keyids"], keyid})


def chain(chance: random.Random, _w: World, parts: Json) -> None:
    """Versions that do not follow one another, too few signers, an anchor of another place in the chain."""
    roots = parts["roots"]
    at = chance.randrange(len(roots))
    what = chance.randrange(5)
    if what == 0:
        roots[at][0]["version"] = chance.randrange(1, 5)
    elif what == 1:
        del roots[at]
    elif what == 2:
        roots.insert(at, roots[at])
    elif what == 3:
        roots[at] = (roots[at][0], chance.choice([[], ["root1"], ["root2"], ["author", "pointer"], BOTH]))
    else:
        chance.shuffle(roots)
    if not roots:
        parts["roots"] = parts_of(World("bank"))["roots"]


def long_chain(chance: random.Random, w: World, parts: Json) -> None:
    """About as many roots as there may be."""
    length = near(chance, 32, 1)
    parts["roots"] = [(json.loads(w.root(version=n)), BOTH) for n in range(1, length + 1)]
    parts["pointer"][0]["root"] = length


def remembered(chance: random.Random, w: World, parts: Json) -> None:
    """A state at, above or below what is sent; with the same or another pointer role in its root."""
    pointer = parts["pointer"][0]
    if len(parts["roots"]) > 1 and chance.random() < 0.5:
        where = parts["roots"][-1][0]["environments"]["production"]["pointer"]
        where["keyids"] = sorted([w.keyid("pointer"), w.keyid("staging")])
        where["threshold"] = chance.choice([1, 2])
        parts["pointer"] = (pointer, ["pointer", "staging"])
    same = w.hash(canonical(pointer)) if chance.random() < 0.5 else "0" * 64
    parts["follow"] = False
    parts["asked"]["state"] = {
        "root": chance.randrange(1, len(parts["roots"]) + 2),
        "seq": pointer["seq"] + chance.randint(-1, 1),
        "pointer": same,
        "status": chance.choice(["active", "paused"]),
    }


def pointer_names(chance: random.Random, _w: World, parts: Json) -> None:
    """Rightly signed, but naming another root or release, or with other numbers."""
    pointer = parts["pointer"][0]
    what = chance.randrange(4)
    if what == 0:
        pointer["root"] = near(chance, pointer["root"], 1)
    elif what == 1:
        pointer["release"]["version"] += chance.choice([-1, 1])
    elif what == 2:
        parts["follow"] = False
        parts["release"][0]["version"] += 1
    else:
        pointer[chance.choice(["seq", "root"])] = chance.choice([0, 1, 2**53 - 1])


def elsewhere(chance: random.Random, _w: World, parts: Json) -> None:
    """One part, rightly signed, for another application or environment; or another place is asked for."""
    part = chance.choice([*[root for root, _ in parts["roots"]], parts["release"][0], parts["pointer"][0]])
    if chance.random() < 0.5:
        part["application"] = "shop"
    elif "environment" in part:
        part["environment"] = "staging"
    else:
        parts["asked"][chance.choice(["application", "environment"])] = chance.choice(
            ["shop", "staging", "test", "__proto__", "constructor", "toString", ""]
        )


def moments(chance: random.Random, _w: World, parts: Json) -> None:
    """The time about a boundary of expiry: pointer or root, with and without grace, paused or not."""
    grace, shift = chance.choice([0, 1, 30]), chance.randint(-1, 1)
    part = chance.choice([parts["pointer"][0], *[root for root, _ in parts["roots"]]])
    part["expires"] = "2026-12-01T00:00:00Z"
    at = 1_796_083_200 + grace * DAY_S + shift
    parts["pointer"][0]["status"] = chance.choice(["active", "active", "paused"])
    parts["asked"] |= {"graceDays": grace, "at": at}


def lists(chance: random.Random, w: World, parts: Json) -> None:
    """About as many stopped campaigns, environments or keys as there may be, of names at the edge of the allowed."""
    root, pointer = parts["roots"][-1][0], parts["pointer"][0]
    what = chance.randrange(5)
    if what == 0:
        pointer["off"] = [f"c{n:03}" for n in range(near(chance, 256, 1))]
    elif what == 1:
        pointer["off"] = sorted(chance.sample(["a", "a" * 64, "a" * 65, "a-", "a_b", "z9", "A", "9a", ""], 3))
    elif what == 2:
        for n in range(near(chance, 14, 1)):
            root["environments"][f"e{n}"] = root["environments"]["staging"]
    elif what == 3:
        # So many keys of P-256 would be larger than a root may be.
        while len(root["keys"]) < near(chance, 64, 1):
            name = f"ed-{len(root['keys'])}"
            root["keys"][w.keyid(name)] = w.key(name).public.as_data()
    else:
        parts["emptied"] = chance.choice([root["environments"], root["keys"], root["roles"]["root"]["keyids"]])


def boots(chance: random.Random, _w: World, parts: Json) -> None:
    """Boot files for tags of all kinds; names that JavaScript puts in an order of its own."""
    boot = parts["release"][0]["boot"]
    tags = ["de", "de-at", "de-at-1996", "d", "deutsch", "DE", "de_AT", "10", "9", "__proto__", "**", "", "zh-hant-tw"]
    for tag in chance.sample(tags, chance.choice([1, 1, 2])):
        boot[tag] = parts["release"][0]["source"]
    if chance.random() < 0.2:
        boot.pop("*", None)


def shared_keys(chance: random.Random, w: World, parts: Json) -> None:
    """Roles that share a key, with approval asked for and without."""
    root = parts["roots"][-1][0]
    production = root["environments"]["production"]
    other = chance.choice([w.keyid(w.author), w.keyid("pointer"), w.keyid("staging"), w.keyid("root1")])
    production["approve"] = chance.choice([None, {"keyids": [other], "threshold": 1}])
    production["pointer"] = chance.choice([production["pointer"], {"keyids": [other], "threshold": 1}])


def thresholds(chance: random.Random, w: World, parts: Json) -> None:
    """Quorums of two and three, signed by some."""
    root = parts["roots"][-1][0]
    names = ["pointer", "staging", "approve1"]
    for name in names:
        root["keys"][w.keyid(name)] = w.key(name).public.as_data()
    keyids = sorted(w.keyid(name) for name in names)
    root["environments"]["production"]["approve"] = None
    root["environments"]["production"]["pointer"] = {"keyids": keyids, "threshold": chance.randrange(0, 5)}
    parts["pointer"] = (parts["pointer"][0], chance.sample([*names, "stranger"], chance.randrange(5)))


def signature_bytes(chance: random.Random, _w: World, parts: Json) -> None:
    """A signature with numbers at the edge of the curve's order, or of another length."""
    kind = chance.choice(["root", "release", "pointer"])
    edge = [value.to_bytes(32, "big") for value in (0, 1, ORDER - 1, ORDER, 2**256 - 1)]

    def bend(channel: Json) -> None:
        found = (chance.choice(channel["roots"]) if kind == "root" else channel[kind])["signatures"]
        raw = chance.choice(edge) + chance.choice(edge) + bytes(chance.choice([0, 0, 1]))
        if found:
            chance.choice(found)["sig"] = b64encode(raw[chance.choice([0, 0, 1]) :]).decode()

    parts["changes"].append(bend)


def anchors(chance: random.Random, w: World, parts: Json) -> None:
    """Anchors that are written otherwise, and such as name another version."""
    digest = w.trust_text(canonical(parts["roots"][0][0])).partition(".")[2]
    written_so = ["1", ".", digest, ""]
    other = [
        ["0", "01", "2", "+1", "1.0", "", " 1", "1e0", "9007199254740991", "9007199254740992", "1" * 17, "\u0661"],
        ["", " .", "..", ","],
        [digest + "=", digest[:42], digest[:42] + "B", digest + "A", digest.upper(), "-" * 43, "+" * 43],
        ["\n", " ", "\0"],
    ]
    if chance.random() < 0.8:
        at = chance.randrange(len(other))
        written_so[at] = chance.choice(other[at])
    parts["asked"]["trust"] = "".join(written_so)


DEEDS: list[Deed] = [
    channel_size, envelope_size, many_signatures, odd_key, chain, long_chain, remembered, pointer_names, elsewhere,
    moments, lists, boots, shared_keys, thresholds, signature_bytes, anchors,
]  # fmt: skip
