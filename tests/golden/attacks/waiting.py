"""Channel files without a pointer: what waits for the one who may make it live.

No verifier of channel files accepts one: ``expect`` is always ``package.malformed``. What the verifier of waiting
releases answers stands under ``waiting``: ``{"expect", "verdict"}`` with ``{"root","release","releaseSha256",
"author","approve","warnings"}``, the two lists being key ids that validly signed.
"""

import hashlib
import json
from base64 import b64decode
from typing import Any

from golden.attacks.chains import BOTH, with_role
from golden.attacks.world import Case, World, refused
from handrail.package.canonical import canonical

Json = dict[str, Any]
FOUR = World("bank", approve=["approve1", "approve2", "approve3"], approve_threshold=2)


def unpointed(
    w: World,
    *,
    release: Json | None = None,
    roots: list[Json] | None = None,
    pointer: object = None,
    by: list[str] | None = None,
) -> bytes:
    """A channel file without a pointer; whatever is not given is signed as it should be."""
    return canonical(
        {
            "pointer": pointer,
            "release": release or w.envelope("release", w.release(), by or [w.author, *(w.approve or [])]),
            "roots": [w.envelope("root", w.root(), BOTH)] if roots is None else roots,
        }
    )


def waits(name: str, code: str, w: World, channel: bytes, **more: Any) -> Case:
    """A case that the verifier of waiting releases refuses."""
    return {**refused(name, "package.malformed", w, channel, **more), "waiting": {"expect": code}}


def proposal(name: str, w: World, channel: bytes, *, warnings: list[str] | None = None, **more: Any) -> Case:
    """A case that it accepts."""
    made = json.loads(channel)
    payload = b64decode(made["release"]["payload"])
    root = json.loads(b64decode(made["roots"][-1]["payload"]))
    signed = {each["keyid"] for each in made["release"]["signatures"]}
    approve = root["environments"][w.environment]["approve"]
    verdict = {
        "root": root["version"],
        "release": json.loads(payload)["version"],
        "releaseSha256": hashlib.sha256(payload).hexdigest(),
        "author": sorted(signed & set(root["roles"]["author"]["keyids"])),
        "approve": sorted(signed & set(approve["keyids"])) if approve else [],
        "warnings": warnings or [],
    }
    case = refused(name, "package.malformed", w, channel, **more)
    return {**case, "waiting": {"expect": "ok", "verdict": verdict}}


def waiting(w: World) -> list[Case]:
    """Everything that is checked of a release before anybody points to it."""
    missing, bad, large = "package.signature-missing", "package.malformed", "package.too-large"
    staging = World("bank", environment="staging")
    good = unpointed(w)
    two = w.envelope("root", w.root(version=2), BOTH)
    one = w.envelope("root", w.root(), BOTH)
    vast = {**one, "payload": "A" * 17_000}
    overlap = World("bank", approve=["approve1", "pointer"])
    release, pin_two = w.release(), w.trust(w.root(version=2))

    def by(names: list[str], world: World = FOUR) -> bytes:
        return unpointed(world, release=world.envelope("release", world.release(), names))

    def root_with(change: dict[str, Any]) -> tuple[bytes, str]:
        payload = canonical({**json.loads(w.root()), **change})
        return unpointed(w, roots=[w.envelope("root", payload, BOTH)]), w.trust_text(payload)

    weak, weak_pin = root_with({"expires": "never"})
    return [
        proposal("a waiting release", w, good),
        proposal("a waiting release in staging", staging, unpointed(staging)),
        proposal("a waiting release, approved by two of three", FOUR, by(["author", "approve1", "approve3"])),
        proposal("a waiting release with a stranger's signature", w, by(["author", "stranger"], w)),
        proposal("a waiting release under a second root", w, unpointed(w, roots=[one, two])),
        proposal("a waiting release, pinned at the second root", w, unpointed(w, roots=[one, two]), trust=pin_two),
        proposal(
            "ten days before the root expires", w, good, now="2028-11-14T00:00:00Z", warnings=["package.expires-soon"],
        ),
        proposal("ten days and a second before the root expires", w, good, now="2028-11-13T23:59:59Z"),
        waits("the root has expired", "package.expired", w, good, now="2028-11-24T00:00:00Z"),
        waits("grace is nothing that waits", "package.expired", w, good, now="2028-11-25T00:00:00Z", grace=30),
        waits("not approved", missing, FOUR, by(["author"])),
        waits("approved by one of two", missing, FOUR, by(["author", "approve1"])),
        waits("approved, but not by the author", missing, FOUR, by(["approve1", "approve2"])),
        waits("approved by author and pointer key", missing, FOUR, by(["author", "pointer", "approve1"])),
        waits("a waiting release signed by nobody", missing, w, by([], w)),
        waits("a waiting release signed by the pointer key", missing, w, by(["pointer"], w)),
        waits("a waiting release signed by the root keys", missing, w, by(BOTH, w)),
        waits("a release for staging waits for production", "package.wrong-environment", w, by(["author"], staging)),
        waits("a waiting release of an unknown environment", "package.wrong-environment", w, good, environment="test"),
        waits("a waiting release of __proto__", "package.wrong-environment", w, good, environment="__proto__"),
        waits("another application is waited for", "package.wrong-application", w, good, application="shop"),
        waits(
            "a waiting release of another application", "package.wrong-application", w,
            unpointed(w, release=w.envelope("release", w.release(application="other"), ["author"])),
        ),
        waits("a waiting release under another anchor", "package.anchor-mismatch", w, good, trust=pin_two),
        waits("a waiting release and a pin that is none", "package.trust-invalid", w, good, trust="1"),
        waits("a waiting release and a gap in the chain", "package.root-chain", w, unpointed(w, roots=[one, one])),
        waits(
            "a waiting release under a root that the old root did not sign", missing, w,
            unpointed(w, roots=[one, w.envelope("root", with_role(w, "root", "34", 1, 2), ["root3"])]),
        ),
        waits("a waiting release under a root of shared roles", "package.roles-overlap", overlap, unpointed(overlap)),
        waits("a waiting release under a root without an expiry", bad, w, weak, trust=weak_pin),
        waits("a pointer that is null, and roots that are none", bad, w, unpointed(w, roots=[])),
        waits("33 roots for a waiting release", bad, w, unpointed(w, roots=[one] * 33)),
        waits("a pointer of false", bad, w, unpointed(w, pointer=False)),
        waits("a pointer of nothing", bad, w, good.replace(b'"pointer":null,', b"")),
        waits("a pointer that is an empty object", bad, w, unpointed(w, pointer={})),
        waits("a blank in a channel file without a pointer", bad, w, good.replace(b":null", b": null")),
        waits("a pointer twice", bad, w, good.replace(b'{"pointer":null', b'{"pointer":null,"pointer":null')),
        waits(
            "a waiting release in another form, rightly signed", bad, w,
            unpointed(w, release=w.envelope("release", release.replace(b'"version":2', b'"version":02'), ["author"])),
        ),
        waits(
            "a waiting release in another form, unsigned", missing, w,
            unpointed(w, release=w.envelope("release", release.replace(b'"version":2', b'"version":02'), [])),
        ),
        waits(
            "a waiting release over 64 kB", large, w,
            unpointed(w, release={**w.envelope("release", release, ["author"]), "payload": "A" * 66_000}),
        ),
        waits(
            "a root that is too large, and a waiting release of no form", bad, w,
            unpointed(w, release={"payload": ""}, roots=[vast]),
        ),
        waits("a root that is too large, and a waiting release", large, w, unpointed(w, roots=[vast])),
        {**waits("a waiting release over 768 kB", large, w, good, pad=800_000), "expect": large},
    ]  # fmt: skip
