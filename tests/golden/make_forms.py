"""Writes ``tests/golden/forms.json``: every field of the signed payloads at the edges of its form.

Run ``PYTHONPATH=src:tests python tests/golden/make_forms.py``. Both verifiers answer every case (pytest and vitest):

    {"kind": "root|release|pointer", "path": […], "do": "set|remove|rename", "value": …, "good": true|false}

is the payload of that kind in the first case of ``attacks/tuf.json``, changed in one place: ``set`` gives the place a
value, ``remove`` takes it away, ``rename`` gives the value another name. Written canonically again, it has the form of
its kind or not (``package.malformed``). Whether keys are keys and all fits together is no matter of form.
``{"kind":"key"}`` cases are public keys by themselves, ``{"kind":"trust"}`` anchors. What is good and what is not is
written by hand below.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from golden.attacks.world import World
from handrail.package.fields import seconds_of
from package.bank import fixed_key

HERE = Path(__file__).parent
Json = dict[str, Any]
Path_ = tuple[str | int, ...]

SLUG_BAD = ["", "`", "{", "A", "0", "-", "a`", "a{", "a/", "a:", "aA", "a_", "a.", "a ", "ab ", "Aa"]
SLUG = ["a", "z", "a0", "a9", "aa", "az", "a-", "z-9a"]
HASH_BAD = ["", "0" * 63, "0" * 65, *(f"{letter}{'0' * 63}" for letter in "/:`gA"), *(f"{'0' * 63}{letter}" for letter in "/:`gA ")]  # fmt: skip # noqa: E501
TEXTS: dict[str, tuple[list[str], list[str]]] = {
    "application": ([*SLUG, "a" + "b" * 63], [*SLUG_BAD, "a" * 65]),
    "environment": ([*SLUG, "a" + "b" * 31], [*SLUG_BAD, "a" * 33]),
    "campaign": ([*SLUG, "a" + "b" * 63], [*SLUG_BAD, "a" * 65]),
    "hash": (["0" * 64, "9" * 64, "a" * 64, "f" * 64], HASH_BAD),
    "tag": (
        ["aa", "zz", "aaz", "de-aa", "de-zz", "de-00", "de-99", "de-abcdefgh", "de-at-1996", "de-a0"],
        ["", "a", "abcd", "`a", "{a", "a`", "a{", "DE", "de-", "de-a", "de-abcdefghi", "de-`a", "de-{a", "de-/a",
         "de-:a",
         "de_at", "*-de", "**", "de*", "d0", "de-AT", "-de", " de", "de ", "d.", "de.at"],
    ),
    "sdk": (
        ["0", "9", "1.9.0.9", "0.0", "9.9.9", "999999999", "000000009.0", "1.999999999", "1.2.999999999.0"],
        ["", "/", ":", "1./", "1.:", "1.", ".1", "1..2", "1.2.3.4.5", "1234567890", "1.1234567890", "1-2", "1.2a", "a",
         "1.2.3-beta", " 1", "1 ", "1.-2"],
    ),
    "time": (
        ["1000-01-01T00:00:00Z", "1999-09-09T09:09:09Z", "2000-02-29T19:59:59Z", "2028-02-29T08:08:08Z",
         "2989-10-19T10:19:29Z", "2999-12-31T23:59:59Z"],
        ["", "0999-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "2027-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
         "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z",
         "2026-01-32T00:00:00Z", "2026-01-10T24:00:00Z", "2026-01-10T00:60:00Z", "2026-01-10T00:00:60Z",
         "2026-01-10t00:00:00Z", "2026-01-10T00:00:00z", "2026-01-10 00:00:00Z", "2026-1-10T00:00:00Z",
         "2026-01-1T00:00:00Z", "2026-01-10T0:00:00Z", "2026-01-10T00:00:00", "2026-01-10T00:00Z", "2026-01-10",
         "2026-01-10T00:00:00.000Z", "2026-01-10T00:00:00+00:00", "2026-01-10T00:00:00ZZ", " 2026-01-10T00:00:00Z",
         "2026/01/10T00:00:00Z", "2026-01-10T00-00-00Z", "+2026-01-10T00:00:00Z", "12026-01-10T00:00:00Z",
         "226-01-10T00:00:00Z", "20 6-01-10T00:00:00Z", "2026-01-10T00:00:0 Z", "2026-01- 1T00:00:00Z",
         "2026-W02-6T00:00:00Z", "1", "2Z", "1Z"],
    ),
    "status": (["active", "paused"], ["", "Active", "active ", " paused", "pause", "actives", "apaused", "stopped"]),
}  # fmt: skip
TEXT_USES: list[tuple[str, Path_, str]] = [
    ("root", ("application",), "application"),
    ("root", ("expires",), "time"),
    ("release", ("application",), "application"),
    ("release", ("environment",), "environment"),
    ("release", ("created",), "time"),
    ("release", ("minSdk",), "sdk"),
    ("release", ("manifest", "sha256"), "hash"),
    ("release", ("source", "sha256"), "hash"),
    ("release", ("boot", "de", "sha256"), "hash"),
    ("pointer", ("application",), "application"),
    ("pointer", ("environment",), "environment"),
    ("pointer", ("expires",), "time"),
    ("pointer", ("release", "sha256"), "hash"),
    ("pointer", ("status",), "status"),
]
NUMBER_USES: list[tuple[str, Path_, int]] = [
    ("root", ("version",), 1),
    ("release", ("version",), 1),
    ("release", ("manifest", "length"), 0),
    ("release", ("source", "length"), 0),
    ("release", ("boot", "*", "length"), 0),
    ("pointer", ("release", "version"), 1),
    ("pointer", ("root",), 1),
    ("pointer", ("seq",), 1),
]
LARGEST = 2**53 - 1
P25519 = 2**255 - 19


def case(kind: str, path: Path_, good: bool, do: str = "set", value: Any = None) -> Json:
    """One case; the value of a removal is nothing."""
    return {"kind": kind, "path": list(path), "do": do, "value": value, "good": good}


def texts() -> Iterator[Json]:
    """Texts at their edges, and what is no text."""
    for kind, path, form in TEXT_USES:
        good, bad = TEXTS[form]
        yield from (case(kind, path, True, value=value) for value in good)
        yield from (case(kind, path, False, value=value) for value in [*bad, None, True, 1, [], {}, [good[0]]])


def numbers() -> Iterator[Json]:
    """Whole numbers at their edges, and what is none."""
    for kind, path, least in NUMBER_USES:
        yield from (case(kind, path, True, value=value) for value in (least, least + 1, LARGEST))
        bad = (least - 1, LARGEST + 1, LARGEST + 2, 1.5, "1", "", None, True, [], [1], {})
        yield from (case(kind, path, False, value=value) for value in bad)


def objects(root: Json) -> Iterator[Json]:
    """Exact key sets, and what is no object."""
    key = min(root["keys"])
    places: list[tuple[str, Path_, tuple[str, ...]]] = [
        ("root", (), ("application", "environments", "expires", "keys", "roles", "version")),
        ("root", ("environments", "production"), ("approve", "pointer")),
        ("root", ("environments", "production", "pointer"), ("keyids", "threshold")),
        ("root", ("environments", "staging", "pointer"), ("keyids", "threshold")),
        ("root", ("keys", key), ("alg", "pub")),
        ("root", ("roles",), ("author", "root")),
        ("root", ("roles", "author"), ("keyids", "threshold")),
        ("root", ("roles", "root"), ("keyids", "threshold")),
        ("release", (), ("application", "boot", "created", "environment", "manifest", "minSdk", "source", "version")),
        ("release", ("boot", "*"), ("length", "sha256")),
        ("release", ("boot", "de"), ("length", "sha256")),
        ("release", ("manifest",), ("length", "sha256")),
        ("release", ("source",), ("length", "sha256")),
        ("pointer", (), ("application", "environment", "expires", "off", "release", "root", "seq", "status")),
        ("pointer", ("release",), ("sha256", "version")),
    ]  # fmt: skip
    for kind, path, names in places:
        for name in names:
            yield case(kind, (*path, name), False, "remove")
            yield case(kind, (*path, name), False, "rename", f"{name}s")
        yield case(kind, (*path, "a"), False, value=1)
        yield case(kind, (*path, "zone"), False, value=None)
        if path:
            yield from (case(kind, path, False, value=value) for value in (None, [], {}, "text", 1, True))
    for kind, path in (("root", ("environments",)), ("root", ("keys",)), ("release", ("boot",))):
        yield from (case(kind, path, False, value=value) for value in (None, [], {}, "text", 1, [{}]))


def maps(root: Json, w: World) -> Iterator[Json]:
    """Names and numbers of entries."""
    tags, environments = TEXTS["tag"], TEXTS["environment"]
    key, roles = min(root["keys"]), root["environments"]["staging"]
    yield from (case("release", ("boot", "de"), True, "rename", name) for name in tags[0])
    yield from (case("release", ("boot", "de"), False, "rename", name) for name in tags[1])
    yield case("release", ("boot", "de"), True, "remove")
    yield case("release", ("boot", "*"), False, "remove")
    yield from (case("root", ("environments", "staging"), True, "rename", name) for name in environments[0])
    yield from (case("root", ("environments", "staging"), False, "rename", name) for name in environments[1])
    for count in (1, 16, 17):
        many = {f"e{at:02}": roles for at in range(count)}
        yield case("root", ("environments",), count <= 16, value=many)
    yield from (case("root", ("keys", key), False, "rename", name) for name in HASH_BAD)
    real = [fixed_key(f"form {at}").public for at in range(64 - len(root["keys"]))]
    all_keys = {**root["keys"], **{each.keyid: each.as_data() for each in real}}
    assert len(all_keys) == 64
    yield case("root", ("keys",), True, value=dict(sorted(all_keys.items())))
    yield case("root", ("keys",), False, value=dict(sorted({**all_keys, "0" * 64: root["keys"][key]}.items())))
    yield from (case("root", ("keys", key, field), False, value=value) for field in ("alg", "pub") for value in (None, 1, [], {}))  # fmt: skip # noqa: E501


def lists(root: Json) -> Iterator[Json]:
    """``off``, ``keyids`` and thresholds."""
    good, bad = TEXTS["campaign"]
    yield from (case("pointer", ("off",), True, value=[value]) for value in good)
    yield from (case("pointer", ("off",), False, value=[value]) for value in [*bad, None, 1, ["a"], {}])
    yield case("pointer", ("off",), True, value=["a", "b", "c"])
    yield from (case("pointer", ("off",), False, value=value) for value in (["b", "a"], ["a", "a"], ["a", "c", "b"], ["a", 1], ["a", None]))  # fmt: skip # noqa: E501
    yield from (case("pointer", ("off",), False, value=value) for value in (None, {}, "", "a", 1, {"0": "a"}, True))
    yield case("pointer", ("off",), True, value=[f"c{at:03}" for at in range(256)])
    yield case("pointer", ("off",), False, value=[f"c{at:03}" for at in range(257)])
    both = root["roles"]["root"]["keyids"]
    for path in (("roles", "root"), ("roles", "author"), ("environments", "production", "pointer"), ("environments", "production", "approve")):  # fmt: skip # noqa: E501
        for count, threshold, is_good in ((2, 1, True), (2, 2, True), (2, 3, False), (2, 0, False), (1, 1, True), (1, 2, False), (0, 1, False), (0, 0, False)):  # fmt: skip # noqa: E501
            yield case("root", path, is_good, value={"keyids": both[:count], "threshold": threshold})
        for keyids in (both[::-1], [both[0], both[0]], None, {}, both[0], [None, both[0]], [*both, 1], ["a"]):
            yield case("root", path, False, value={"keyids": keyids, "threshold": 1})
        for threshold in (None, "1", True, 1.5, [], -1):
            yield case("root", path, False, value={"keyids": both, "threshold": threshold})
        for name in HASH_BAD:
            yield case("root", path, False, value={"keyids": [name], "threshold": 1})
        many = [f"{at:064x}" for at in range(65)]
        yield case("root", path, False, value={"keyids": many, "threshold": 1})
    yield case("root", ("environments", "production", "approve"), True)
    yield from (case("root", ("environments", "production", "approve"), False, value=value) for value in ({}, [], False, 0, "", "null"))  # fmt: skip # noqa: E501
    yield case("root", ("environments", "production", "pointer"), False)


def keys() -> Iterator[Json]:
    """Public keys: the one encoding of each, and the points that are refused."""
    point = fixed_key("author").public.pub
    ed = fixed_key("ed-author", "Ed25519").public.pub
    sign = 1 << 255
    order_8 = [
        int.from_bytes(bytes.fromhex(text), "little")
        for text in (
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        )
    ]
    weak = [0, 1, P25519 - 1, *order_8, *range(P25519, 2**255)]
    off_curve = point[:-1] + bytes([point[-1] ^ 1])
    hybrid, compressed = bytes([6 + point[-1] % 2]) + point[1:], bytes([2 + point[-1] % 2]) + point[1:33]
    es = [
        *[(point, True), (off_curve, False), (hybrid, False), (compressed, False), (b"\0", False), (b"", False)],
        *[(bytes([first]) + point[1:], False) for first in (0, 3, 5, 6, 7, 255)],
        *[(point[:-1], False), (point + b"\0", False), (point + point, False), (ed, False), (bytes(65), False)],
    ]
    wide = [(y + bit).to_bytes(32, "little") for y in weak for bit in (0, sign)]
    # y next to a weak one. 3, 4, -3 and -4 are on the curve; no key at 2 or -2 ever signed anything: the form is good.
    good = [ed, *((y % P25519).to_bytes(32, "little") for y in (2, 3, 4, -2, -3, -4))]
    good += [(int.from_bytes(each, "little") ^ sign).to_bytes(32, "little") for each in good]
    eds = [
        *[(each, True) for each in good],
        *[(each, False) for each in (*wide, ed[:-1], ed + b"\0", point, b"", ed + ed, (3).to_bytes(31, "little"))],
        ((3).to_bytes(33, "little"), False),
    ]
    for alg, pub, is_good in [*(("ES256", *each) for each in es), *(("Ed25519", *each) for each in eds)]:
        yield {"kind": "key", "alg": alg, "pub": b64encode(pub).decode(), "good": is_good}
    for alg in ("", "ES384", "es256", "ED25519", "Ed448", "RS256", "none"):
        for pub in (point, ed):
            yield {"kind": "key", "alg": alg, "pub": b64encode(pub).decode(), "good": False}


def anchors() -> Iterator[Json]:
    """Trust anchors."""
    digest = "A" * 43
    good = ["1", "9", "10", "19", "9007199254740991", "1000000000000000"]
    bad = ["", "0", "01", "/", ":", "1/", "1:", "-1", "+1", " 1", "1 ", "1.0", "9007199254740992", "9999999999999999", "90071992547409910", "a", "1e3"]  # fmt: skip # noqa: E501
    yield from ({"kind": "trust", "value": f"{version}.{digest}", "good": True} for version in good)
    yield from ({"kind": "trust", "value": f"{version}.{digest}", "good": False} for version in bad)
    letters = [*"AZaz09_-", *"@[`{/:+=. "]
    yield from ({"kind": "trust", "value": f"1.{letter}{digest[1:]}", "good": at < 8} for at, letter in enumerate(letters))  # fmt: skip # noqa: E501
    for text in ("", "1", "1.", f"1.{digest}A", f"1.{digest[1:]}", f"1.{digest}=", f"1{digest}", f"1,{digest}", f"{digest}"):  # fmt: skip # noqa: E501
        yield {"kind": "trust", "value": text, "good": False}
    yield {"kind": "trust", "value": f"1.{digest}\n", "good": False}


def main() -> None:
    """Write the file."""
    w = World("bank")
    root = json.loads(w.root())
    every = [*texts(), *numbers(), *objects(root), *maps(root, w), *lists(root), *keys(), *anchors()]
    assert seconds_of("1970-01-01T00:00:00Z") == 0
    (HERE / "forms.json").write_text("[\n" + ",\n".join(json.dumps(each, sort_keys=True) for each in every) + "\n]\n")


if __name__ == "__main__":
    main()
