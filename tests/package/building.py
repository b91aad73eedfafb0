"""Builds a package and a candidate from fixed inputs in a process of its own, whose world differs as it is told.

As a program: ``python -m package.building '{"day":…,"order":…,"approval":…}'`` prints the two hashes.
"""

import base64
import datetime
import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from handrail.compile.release import compile_release
from handrail.package.build import (
    EnvironmentKeys,
    Quorum,
    assemble_package,
    build_release,
    channel_file,
    new_root,
    sign_root,
)
from handrail.package.candidate import build_candidate
from handrail.package.envelope import RELEASE_TYPE, read_envelope
from package.bank import SDK, SEQ, Bank, fixed_key
from package.lying_console import CREATED, MEDIA, OVERLAY, content

AUTHOR, APPROVER, DEPLOYER = fixed_key("author"), fixed_key("approver"), fixed_key("deployer", "Ed25519")
ROOT_KEYS = [fixed_key("r1"), fixed_key("r2", "Ed25519")]


def shuffled(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], order: int) -> list[tuple[str, bytes]]:
    """The same files as another machine lists them."""
    pairs = list(files.items() if isinstance(files, Mapping) else files)
    random.Random(order).shuffle(pairs)
    return pairs


def root_payload() -> bytes:
    """Two of two for the root, an approver, a deployer."""
    return new_root(
        application="bank",
        version=1,
        expires=datetime.datetime(2028, 11, 24, tzinfo=datetime.UTC),
        root=Quorum(tuple(key.public for key in ROOT_KEYS), 2),
        author=Quorum((AUTHOR.public,)),
        environments={"production": EnvironmentKeys(Quorum((DEPLOYER.public,)), Quorum((APPROVER.public,)))},
    )


def build(order: int, approval: bytes, author: Any = AUTHOR) -> tuple[bytes, bytes, bytes]:
    """Package, candidate and release payload.

    Args:
        order: in which files are handed over.
        approval: the approver's signature, made elsewhere with chance in it: an input.
        author: signs the release.
    """
    made = compile_release(content(), OVERLAY, application="bank", release=3, media=MEDIA)
    release = build_release(
        application="bank",
        environment="production",
        version=3,
        created=CREATED,
        boots=dict(shuffled(made.boots, order)),
        blobs=shuffled(made.blobs, order),
        source=made.source,
        min_sdk=made.min_sdk,
        author=author,
        audit_head="ab" * 32,
    )
    signed = read_envelope(release.envelope, RELEASE_TYPE).as_data()
    signatures = [*signed["signatures"], {"keyid": APPROVER.public.keyid, "sig": base64.b64encode(approval).decode()}]  # type: ignore[misc]
    signatures.sort(key=lambda each: str(each["keyid"]))
    envelope = json.dumps({**signed, "signatures": signatures}, sort_keys=True, separators=(",", ":")).encode()
    roots = [sign_root(root_payload(), ROOT_KEYS if order % 2 else ROOT_KEYS[::-1])]
    expires = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    pointer = Bank().pointer(release, 3, SEQ, key=DEPLOYER, expires=expires)
    package = assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=3,
        channel=channel_file(roots, envelope, pointer),
        files=dict(shuffled(release.files, order)),
        sdk=dict(shuffled(SDK, order)),
    )
    candidate = build_candidate(
        envelope=envelope,
        source=made.source,
        overlay=OVERLAY.model_dump_json(by_alias=True, exclude_none=True).encode(),
        blobs=dict(shuffled(release.files, order)),
        roots=roots,
    )
    return package, candidate, release.payload


def live_on(day: float) -> None:
    """Every clock that Python code can ask says another day."""
    shift = day - time.time()
    real = {name: getattr(time, name) for name in ("time", "time_ns", "gmtime", "localtime")}
    moment = datetime.datetime

    class Other(moment):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return moment.fromtimestamp(real["time"]() + shift, tz)

    time.time = lambda: real["time"]() + shift
    time.time_ns = lambda: real["time_ns"]() + int(shift * 1e9)
    time.gmtime = lambda seconds=None: real["gmtime"](time.time() if seconds is None else seconds)
    time.localtime = lambda seconds=None: real["localtime"](time.time() if seconds is None else seconds)
    datetime.datetime = Other  # type: ignore[misc]
    for name, module in list(sys.modules.items()):
        if name.startswith(("handrail", "package")) and getattr(module, "datetime", None) is moment:
            module.datetime = Other  # type: ignore[attr-defined]


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    live_on(asked["day"])
    os.umask(asked["umask"])
    built = build(asked["order"], base64.b64decode(asked["approval"]))
    year = datetime.datetime.now(datetime.UTC).year
    print(json.dumps({"year": year, "hashes": [hashlib.sha256(each).hexdigest() for each in built]}))
