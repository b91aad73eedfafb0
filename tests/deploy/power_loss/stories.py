"""The deeds whose power losses are looked at."""

import os
from datetime import UTC, datetime

from deploy.place import TODAY, Place, lasting
from deploy.power_loss.story import CONTENT, FIRST, SDK_FILE, SECOND, Deed, Story
from handrail.deploy.gc import collect
from handrail.deploy.pointing import point, renewed, rolled_back, stopped, unchanged
from handrail.deploy.receipts import Receipts
from handrail.package.archive import read_zip
from handrail.package.build import EnvironmentKeys, Quorum, assemble_package, channel_file, new_root, sign_root
from handrail.package.verify import sha256_hex
from package.bank import KNOWN, SEQ, Bank, fixed_key

OTHER_SDK = b"// another build of the SDK of a test\n"
ONLY_FIRST = tuple(
    sorted(
        name for name in read_zip(FIRST) if name.startswith(("blobs/", "releases/")) and name not in read_zip(SECOND)
    )
)
ONLY_SECOND = tuple(
    sorted(name for name in read_zip(SECOND) if name.startswith("blobs/") and name not in read_zip(FIRST))
)
DELTA = lasting(
    version=2,
    seq=SEQ + 10,
    text="Hello",
    kind="delta",
    without=tuple(name for name in read_zip(SECOND) if name.startswith("blobs/") and name in read_zip(FIRST)),
)


def now() -> datetime:
    """The clock, as the command line has it."""
    return datetime.now(UTC)


def deployed(package: bytes) -> Deed:
    """A deployment of it."""
    return lambda place: place.deploy(package, now=now)


def other_sdk(place: Place) -> None:
    """Release 2 with another build of the SDK file."""
    accepted = {path: hashes | {sha256_hex(OTHER_SDK)} for path, hashes in KNOWN.items()}
    place.deploy(WITH_OTHER_SDK, known_sdk=accepted, now=now)


def _assembled(channel: bytes, sdk: bytes) -> bytes:
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=2,
        channel=channel,
        files=Bank().release(2, "Hello").files,
        sdk={SDK_FILE: sdk},
    )


def _under_the_next_root() -> bytes:
    """Release 2 under root 2, which gives the pointer of production to another key."""
    bank, pointing = Bank(), fixed_key("pointer of root 2")
    everything, pointer = Quorum((bank.key.public,)), Quorum((pointing.public,))
    payload = new_root(
        application="bank",
        version=2,
        expires=datetime(2028, 11, 24, tzinfo=UTC),
        root=everything,
        author=everything,
        environments={"production": EnvironmentKeys(pointer), "staging": EnvironmentKeys(everything)},
    )
    release = bank.release(2, "Hello")
    expires = datetime.fromtimestamp(int(TODAY.timestamp()) + 30 * 86_400, UTC)
    signed = bank.pointer(release, 2, SEQ + 10, root=2, key=pointing, expires=expires)
    roots = [sign_root(bank.root(), [bank.key]), sign_root(payload, [bank.key])]
    return channel_file(roots, release.envelope, signed)


_EXPIRES = datetime.fromtimestamp(int(TODAY.timestamp()) + 30 * 86_400, UTC)
WITH_OTHER_SDK = _assembled(Bank().channel(2, SEQ + 10, "Hello", expires=_EXPIRES), OTHER_SDK)
UNDER_NEXT_ROOT = _assembled(_under_the_next_root(), CONTENT[SDK_FILE])
PACKAGES = {"FIRST": FIRST, "SECOND": SECOND, "DELTA": DELTA, "OTHER SDK": WITH_OTHER_SDK, "NEXT ROOT": UNDER_NEXT_ROOT}
"""Placeholders of commands."""


def pointed(action: str) -> Deed:
    """A deed with the pointer key at hand."""
    choose = {
        "to the first": rolled_back(1),
        "to the second": rolled_back(2),
        "pause": unchanged("paused"),
        "renew": renewed,
        "stop": stopped(["a"]),
    }

    def deed(place: Place) -> None:
        options = place.options(application="bank", environment="production", now=now)
        point(
            place.target, options, key=fixed_key("console"), action=_ACTIONS.get(action, action), choose=choose[action]
        )

    return deed


_ACTIONS = {"to the first": "rollback", "to the second": "rollback", "renew": "heartbeat"}


def gc(place: Place) -> None:
    """What ``handrail gc`` does when it may remove everything but what is live."""
    collect(place.target, place.options(now=now), keep_releases=1, keep_days=0)


def gc_from_elsewhere(place: Place) -> None:
    """The same from another machine, with a journal of its own."""
    receipts = Receipts(place.root.parent / "elsewhere", str(place.root))
    collect(place.target, place.options(now=now, receipts=receipts), keep_releases=1, keep_days=0)


def secretive(place: Place) -> None:
    """A deployment under a umask that lets nobody else read."""
    before = os.umask(0o077)
    try:
        place.deploy(FIRST, now=now)
    finally:
        os.umask(before)


def _deploy(package: str, *more: str) -> tuple[str, ...]:
    hashes = [part for each in KNOWN.values() for sha in each for part in ("--accept-sdk", sha)]
    return ("deploy", package, "ROOT", "--trust", Bank().trust, *hashes, *more)


def _point(command: str, *more: str) -> tuple[str, ...]:
    named = ("--application", "bank", "--environment", "production")
    return (command, "ROOT", *more, *named, "--key", "KEY", "--trust", Bank().trust)


_GC = ("gc", "ROOT", "--keep-releases", "1", "--keep-days", "0")
_BOTH_BUILDS = frozenset({CONTENT[SDK_FILE], OTHER_SDK})
_FIRST, _SECOND, _DELTA = deployed(FIRST), deployed(SECOND), deployed(DELTA)
_OTHER_SDK_COMMAND = _deploy("OTHER SDK", "--accept-sdk", sha256_hex(OTHER_SDK))
_ROLL_BACK, _NO, _ONE, _BOTH = pointed("to the first"), frozenset({None, 1}), frozenset({1}), frozenset({1, 2})

TOLD = (
    Story("the first deployment", (), _FIRST, _NO, 1, command=_deploy("FIRST")),
    Story("the first one, strict umask", (), secretive, _NO, 1, command=_deploy("FIRST"), umask=0o077),
    Story("a deployment", (_FIRST,), _SECOND, _BOTH, 2, command=_deploy("SECOND")),
    Story("a delta", (_FIRST,), _DELTA, _BOTH, 2, command=_deploy("DELTA")),
    Story("another SDK build", (_FIRST,), other_sdk, _BOTH, 2, sdk=_BOTH_BUILDS, command=_OTHER_SDK_COMMAND),
    Story("the next root", (_FIRST,), deployed(UNDER_NEXT_ROOT), _BOTH, 2, command=_deploy("NEXT ROOT")),
    Story("roll back", (_FIRST, _SECOND), _ROLL_BACK, _BOTH, 1, command=_point("rollback", "1")),
    Story("pause", (_FIRST,), pointed("pause"), _ONE, 1, status="paused", command=_point("pause")),
    Story("stop", (_FIRST,), pointed("stop"), _ONE, 1, command=_point("stop", "a")),
    Story("renew", (_FIRST,), pointed("renew"), _ONE, 1, command=_point("heartbeat")),
    Story("gc", (_FIRST, _SECOND), gc, frozenset({2}), 2, gone=ONLY_FIRST, removes=True, command=_GC),
)
WITHOUT_BARRIER = (
    Story("the first deployment, no barrier", (), _FIRST, _NO, 1, has_barrier=False),
    Story("a deployment, no barrier", (_FIRST,), _SECOND, _BOTH, 2, has_barrier=False),
    Story("another SDK build, no barrier", (_FIRST,), other_sdk, _BOTH, 2, sdk=_BOTH_BUILDS, has_barrier=False),
    Story("pause, no barrier", (_FIRST,), pointed("pause"), _ONE, 1, status="paused", has_barrier=False),
    Story("gc, no barrier", (_FIRST, _SECOND), gc, frozenset({2}), 2, gone=ONLY_FIRST, removes=True, has_barrier=False),
)
"""The same where the file system has none, so that file after file is made durable."""

STORIES = {story.name: story for story in (*TOLD, *WITHOUT_BARRIER)}
