"""What the Python verifier must answer, as fast as can be: the shared vectors and forms, and what only Python says.

``python -m package.mutants.python_checks`` runs all of it once (for coverage).
"""

import json
import os
import time
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

import handrail.package.errors as e
from golden.attacks.world import NOW, World
from handrail.package.canonical import canonical
from handrail.package.keys import SigningKey
from package.bank import fixed_key
from package.mutants.fresh import ROOT, original

Check = Callable[[SimpleNamespace], None]
GOLDEN = ROOT / "tests/golden"


def answer(m: SimpleNamespace, case: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """Code, and with ``ok`` the verdict; any other exception goes through."""
    state = None if case["state"] is None else m.verify.State(**case["state"])
    try:
        verdict = m.verify.verify_channel(
            case["bytes"],
            application=case["application"],
            environment=case["environment"],
            trust=case["trust"],
            now=datetime.fromisoformat(case["now"]),
            state=state,
            grace_days=case["graceDays"],
        )
    except e.PackageError as error:
        return error.code, None
    pointer = verdict.pointer
    return "ok", {
        "root": verdict.state.root,
        "seq": verdict.state.seq,
        "release": verdict.release.version,
        "releaseSha256": pointer.release_sha256,
        "pointerSha256": verdict.state.pointer,
        "status": verdict.state.status,
        "off": list(pointer.off),
    }


def check_vector(case: dict[str, Any], m: SimpleNamespace) -> None:
    """One case of ``tests/golden/attacks``."""
    assert answer(m, case) == (case["expect"], case.get("verdict"))


@lru_cache(None)
def vectors() -> tuple[dict[str, Any], ...]:
    """All cases, their bytes made."""
    cases = []
    for path in sorted((GOLDEN / "attacks").glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            data = b64decode(case["channel"]) + b" " * case.get("pad", 0)
            cases.append({**case, "bytes": data, "name": f"{path.stem}: {case['name']}"})
    return tuple(cases)


@lru_cache(None)
def forms() -> dict[str, list[tuple[str, Any, bool]]]:
    """The cases of ``forms.json`` by kind and place: kind, what is to be read, whether it is good."""
    first = json.loads((GOLDEN / "attacks/tuf.json").read_text("utf-8"))[0]
    parts = json.loads(b64decode(first["channel"]))
    bases = {"root": parts["roots"][0], "release": parts["release"], "pointer": parts["pointer"]}
    payloads = {kind: b64decode(part["payload"]) for kind, part in bases.items()}
    found: dict[str, list[tuple[str, Any, bool]]] = {}
    for case in json.loads((GOLDEN / "forms.json").read_text("utf-8")):
        kind = case["kind"]
        value = _placed(payloads[kind], case) if kind in payloads else case
        place = ".".join(map(str, [kind, *case.get("path", [])]))
        found.setdefault(f"form of {place}", []).append((kind, value, case["good"]))
    return found


def _placed(payload: bytes, case: dict[str, Any]) -> bytes:
    whole = {"": json.loads(payload)}
    parent: Any = whole
    path = ["", *case["path"]]
    for key in path[:-1]:
        parent = parent[key]
    if case["do"] == "set":
        parent[path[-1]] = case["value"]
    else:
        taken = parent.pop(path[-1])
        if case["do"] == "rename":
            parent[case["value"]] = taken
    return canonical(whole[""])


def check_forms(cases: list[tuple[str, Any, bool]], m: SimpleNamespace) -> None:
    """Cases of ``tests/golden/forms.json``."""
    readers = {"root": m.roles.Root, "release": m.roles.Release, "pointer": m.roles.Pointer}
    for kind, value, is_good in cases:
        try:
            if kind == "key":
                m.keys.PublicKey(value["alg"], b64decode(value["pub"]))
            elif kind == "trust":
                m.trust.Trust.parse(value["value"])
            else:
                assert readers[kind].from_payload(value).to_payload() == value
            code = "ok"
        except e.PackageError as error:
            code = error.code
        wrong = {"key": "package.key-invalid", "trust": "package.trust-invalid"}.get(kind, "package.malformed")
        # A good form may still be no good root: that is another answer.
        assert (code != wrong) == is_good, (kind, value, code)
        assert code in ("ok", wrong, "package.roles-overlap"), (kind, value, code)


def all_checks() -> list[tuple[str, Check]]:
    """Name and check."""
    found: list[tuple[str, Check]] = [(case["name"], partial(check_vector, case)) for case in vectors()]
    found += [(name, partial(check_forms, cases)) for name, cases in forms().items()]
    return found + [(name, check) for name, check in globals().items() if name.startswith("it_")]


def first_failure(m: SimpleNamespace, checks: list[tuple[str, Check]]) -> str | None:
    """Name of the first check that fails, however it fails; it moves to the front, since it may notice more."""
    for index, (name, check) in enumerate(checks):
        try:
            check(m)
        except Exception:
            checks.insert(0, checks.pop(index))
            return name
    return None


def refused(error: type[Exception], call: Callable[..., object], *args: Any, **more: Any) -> Exception:
    """The error that the call must raise, of exactly that kind."""
    try:
        call(*args, **more)
    except error as raised:
        assert type(raised) is error
        return raised
    raise AssertionError(f"no {error.__name__}")


def it_parses_canonical_text_only(m: SimpleNamespace) -> None:
    """What no channel file can hold, because its fields are looked at too."""
    parse, malformed = m.canonical.parse_canonical, e.MalformedError
    for text in (b"1.5", b"-1", b"1e3", b"9007199254740992", b'"\\\\"', b"NaN", b"Infinity", b"-0", b"00", b"1 ", b""):
        refused(malformed, parse, text, "it")
    for text in (
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'"\xc3\xa4"',
        b'"\x7f"',
        b'"\x1f"',
        b'"\x80"',
        b"[" * 100_000,
        b"9" * 5000,
    ):
        refused(malformed, parse, text, "it")
    for text in (b"0", b"9007199254740991", b'" !#[]^~"', b'{"a":[null,true,{}],"b":"x"}'):
        assert m.canonical.canonical(parse(text, "it")) == text
    refused(ValueError, m.canonical.canonical, float("nan"))
    assert m.canonical.canonical("\u00e4") == b'"\\u00e4"'


def it_reads_content_strictly(m: SimpleNamespace) -> None:
    """Whatever two parsers could read differently is refused in content as well."""
    parse = m.canonical.parse_blob
    for text in (
        b'{"a":1,"a":1}', b'[{"b":{"a":1,"c":2,"a":3}}]', b"NaN", b"-Infinity", b"\xef\xbb\xbf{}", b"\xff", b"{", b"",
        b'"\\ud800"', b'"\\udfff"', b'"\\udc00\\ud800"', b"[" * 100_000, '{"a":1}'.encode("utf-16"),
    ):  # fmt: skip
        refused(e.MalformedError, parse, text, "it")
    assert parse('{"a":"\u00e4\\ud83d\\ude00\\ue000\\ud7ff", "b":-1.5e3}'.encode(), "it") == {
        "a": "\u00e4\U0001f600\ue000\ud7ff",
        "b": -1500.0,
    }


def it_reads_base64_in_its_one_form(m: SimpleNamespace) -> None:
    """One text for the same bytes, both ways."""
    read = m.fields.from_base64
    assert (read("", "it"), read("AA==", "it"), read("+/+/", "it")) == (b"", b"\0", b"\xfb\xff\xbf")
    for wrong in (
        None,
        1,
        ["AA=="],
        b"AA==",
        "AB==",
        "AA",
        "A",
        "AA==\n",
        " AA==",
        "-_-_",
        "AA==AA==",
        "\u00e4",
        "A*A==",
    ):
        refused(e.MalformedError, read, wrong, "it")


def it_reads_fields_of_the_least_that_is_asked(m: SimpleNamespace) -> None:
    """Without a least, nought is the least."""
    fields = m.fields.Fields({"a": 0, "b": -1}, "it", ("a", "b"))
    assert fields.number("a") == 0
    refused(e.MalformedError, fields.number, "b")
    refused(e.MalformedError, m.fields.a_list, {}, "it", 1)
    refused(e.MalformedError, m.fields.a_list, [1, 2], "it", 1)
    assert m.fields.a_list([1], "it", 1) == [1]


def it_reckons_in_universal_time(m: SimpleNamespace) -> None:
    """Whatever the machine's own time zone."""
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = "America/New_York"
        time.tzset()
        assert m.fields.seconds_of("2026-11-25T10:00:00Z") == 1_795_600_800
        assert m.fields.seconds_of("1970-01-01T00:00:01Z") == 1
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()
    there = datetime(2026, 11, 25, 12, 30, tzinfo=timezone(timedelta(hours=2, minutes=30)))
    assert m.fields.time_text(there) == NOW
    refused(ValueError, m.fields.time_text, datetime(2026, 11, 25))


def it_counts_true_signatures_only(m: SimpleNamespace) -> None:
    """64 bytes over exactly these bytes."""
    for alg in ("ES256", "Ed25519"):
        key = fixed_key("author", alg)
        public, good = m.keys.PublicKey(alg, key.public.pub), key.sign(b"data")
        assert public.verify(b"data", good) is True
        wrong = (
            good[:-1],
            good + b"\0",
            b"",
            bytes(64),
            b"\xff" * 64,
            bytes([good[0] ^ 1]) + good[1:],
            good[:63] + bytes([good[63] ^ 1]),
        )
        assert not any(public.verify(b"data", each) for each in wrong)
        assert not public.verify(b"date", good)
        assert public.keyid == key.public.keyid


class Bank(World):
    """The world of the vectors, its keys and signatures made once."""

    @lru_cache(None)  # noqa: B019
    def key(self, name: str) -> SigningKey:
        """A fixed key."""
        return super().key(name)


def _channel(w: World, **more: Any) -> bytes:
    return w.channel(w.pointer(), **more)


def _verdict(m: SimpleNamespace, w: World, channel: bytes, **changes: Any) -> Any:
    asked = {
        "application": w.application, "environment": w.environment, "trust": w.trust(w.root()),
        "now": datetime.fromisoformat(NOW),
    }  # fmt: skip
    return m.verify.verify_channel(channel, **{**asked, **changes})


def it_says_what_verified_and_who_signed(m: SimpleNamespace) -> None:
    """All of a verdict, of a chain of two roots."""
    w = Bank("bank", approve=["approve1", "approve2"], approve_threshold=2)
    chain = [w.envelope("root", w.root(version=n), ["root1", "root2"]) for n in (1, 2)]
    pointer = w.envelope("pointer", w.pointer(root=2), ["pointer"])
    found = _verdict(m, w, _channel(w, roots=chain, pointer=pointer))
    ids = {name: tuple(sorted(map(w.keyid, names))) for name, names in {
        "root": ["root1", "root2"], "author": ["author"], "approve": ["approve1", "approve2"], "pointer": ["pointer"],
    }.items()}  # fmt: skip
    assert found.signers == ids
    assert found.trust == w.trust(w.root(version=2))
    assert (found.root.version, found.release.version, found.pointer.seq) == (2, 2, 1000)
    assert (found.state.root, found.state.seq, found.state.status) == (2, 1000, "active")
    assert found.state.pointer == w.hash(w.pointer(root=2)) == found.pointer_envelope.sha256
    assert found.release_envelope.sha256 == w.hash(w.release()) == found.pointer.release_sha256
    assert [each.sha256 for each in found.root_envelopes] == [w.hash(w.root(version=n)) for n in (1, 2)]
    assert found.release_name == f"releases/2-{w.hash(w.release())[:16]}.json"
    assert m.verify.channel_name("bank", "production") == "channel/bank/production.json"
    assert m.verify.sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert not found.is_trial
    assert _verdict(m, Bank("bank"), _channel(Bank("bank"))).is_trial


def it_warns_ten_days_ahead_and_from_the_expiry_on(m: SimpleNamespace) -> None:
    """To the second; each code once; nothing without reason; no grace unless given."""
    w = Bank("bank")
    ends = datetime(2026, 12, 25, 10, tzinfo=UTC)
    second, day = timedelta(seconds=1), timedelta(days=1)
    soon, over = ("package.expires-soon",), ("package.expired",)
    for now, warnings in (
        (ends - 10 * day - second, ()), (ends - 10 * day, soon), (ends - second, soon), (ends, over),
        (ends + day, over),
    ):  # fmt: skip
        assert _verdict(m, w, _channel(w), now=now, grace_days=30).warnings == warnings
    assert _verdict(m, w, _channel(w), now=ends - second).warnings == soon
    refused(e.ExpiredError, _verdict, m, w, _channel(w), now=ends)
    late = w.channel(w.pointer(expires="2028-11-30T00:00:00Z"))
    root_ends = datetime(2028, 11, 24, tzinfo=UTC)
    assert _verdict(m, w, late, now=root_ends + second, grace_days=1).warnings == (*over, *soon)
    both = w.channel(w.pointer(expires="2028-11-24T00:00:00Z"))
    assert _verdict(m, w, both, now=root_ends, grace_days=1).warnings == over
    paused = w.channel(w.pointer(status="paused"))
    assert _verdict(m, w, paused, now=ends + 400 * day).warnings == over


def it_follows_a_chain_without_a_channel(m: SimpleNamespace) -> None:
    """For those who make the next root."""
    w = Bank("bank")
    written = [w.envelope("root", w.root(version=n), ["root1", "root2"]) for n in (1, 2, 3)]
    chain = tuple(m.envelope.parse_envelope(each, m.envelope.ROOT_TYPE) for each in written)
    follow = m.verify.verify_root_chain
    assert [root.version for root in follow(chain, w.trust(w.root()))] == [1, 2, 3]
    assert [root.version for root in follow(chain, w.trust(w.root(version=2)))] == [2, 3]
    refused(e.AnchorMismatchError, follow, chain, w.trust(w.root(version=4)))
    refused(e.AnchorMismatchError, follow, (), w.trust(w.root()))
    refused(e.TrustInvalidError, follow, chain, "1.x")
    refused(e.RootChainError, follow, (chain[0], chain[2]), w.trust(w.root()))
    weak = m.envelope.parse_envelope({**written[1], "signatures": written[1]["signatures"][:1]}, m.envelope.ROOT_TYPE)
    refused(e.SignatureMissingError, follow, (chain[0], weak), w.trust(w.root()))
    before = w.envelope("root", w.root(application="shop"), [])
    led = (m.envelope.parse_envelope(before, m.envelope.ROOT_TYPE), *chain[1:])
    assert [root.version for root in follow(led, w.trust(w.root(version=2)))] == [2, 3], "not looked into"
    shop = m.envelope.parse_envelope(
        w.envelope("root", w.root(version=2, application="shop"), ["root1", "root2"]), m.envelope.ROOT_TYPE
    )
    refused(e.WrongApplicationError, follow, (chain[0], shop), w.trust(w.root()))


def it_reads_the_envelope_in_a_file_within_its_size(m: SimpleNamespace) -> None:
    """Before it is parsed."""
    w, kind = Bank("bank"), m.envelope.POINTER_TYPE
    for each, limit in ((m.envelope.ROOT_TYPE, 16_384), (m.envelope.RELEASE_TYPE, 65_536)):
        refused(e.MalformedError, m.envelope.read_envelope, b" " * limit, each)
        refused(e.TooLargeError, m.envelope.read_envelope, b" " * (limit + 1), each)
    data = canonical(w.envelope("pointer", w.pointer(), ["pointer"]))
    assert m.envelope.read_envelope(data, kind).payload == w.pointer()
    refused(e.MalformedError, m.envelope.read_envelope, b" " * 4_096, kind)
    refused(e.TooLargeError, m.envelope.read_envelope, b" " * 4_097, kind)


if __name__ == "__main__":
    modules = original()
    for each, run in all_checks():
        run(modules)
        print(each)
