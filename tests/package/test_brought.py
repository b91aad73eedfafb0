"""What a channel file brings along behind its signed line."""

import hashlib

import pytest

from handrail.package.archive import read_zip, write_zip
from handrail.package.brought import BROUGHT_LIMIT, boots_to_bring, check_brought
from handrail.package.build import BuiltRelease, build_release
from handrail.package.errors import FileChangedError
from handrail.package.opened import verify_package
from handrail.package.roles import Release
from handrail.package.verify import parse_channel
from package.bank import KNOWN, NOW, SEQ, Bank

CHANNEL = "channel/bank/production.json"


def built(boots: dict[str, bytes]) -> BuiltRelease:
    return build_release(
        application="bank",
        environment="production",
        version=1,
        created=NOW,
        boots=boots,
        blobs=[],
        source=b"{}",
        min_sdk="0.1.0",
        author=Bank().key,
    )


def brought(boots: dict[str, bytes], without: bytes = b"", changed: bytes = b"") -> tuple[bytes, ...]:
    release = built(boots)
    files = {name: data for name, data in release.files.items() if data != without}
    files |= {name: data[::-1] for name, data in files.items() if data == changed}
    return boots_to_bring(
        Release.from_payload(release.payload), lambda name, most: (files.get(name) or b"")[:most] or None
    )


def boot(language: str, length: int = 100) -> bytes:
    text = b'{"campaigns":[],"format":1,"language":"%b","x":"' % language.encode()
    return text + b"x" * (length - len(text) - 2) + b'"}'


def test_the_base_language_comes_first_and_each_boot_file_once() -> None:
    boots = {"en": boot("en"), "de-at": boot("de"), "de": boot("de"), "*": boot("en"), "fr": boot("fr")}
    assert brought(boots) == (boot("en"), boot("de"), boot("fr"))


def test_only_as_many_as_fit() -> None:
    half = BROUGHT_LIMIT // 2
    whole = {"*": boot("en", half), "de": boot("de", half)}
    assert brought(whole) == (boot("en", half), boot("de", half))
    small = boot("fr", 60)
    assert brought({"*": boot("en", half), "de": boot("de", half + 1), "fr": small}) == (boot("en", half), small)
    assert brought({"*": boot("en", BROUGHT_LIMIT)}) == (boot("en", BROUGHT_LIMIT),)
    assert brought({"*": boot("en", BROUGHT_LIMIT + 1)}) == ()


def test_what_is_not_at_hand_has_other_bytes_or_two_lines_is_not_brought() -> None:
    english, german = boot("en"), boot("de")
    boots = {"*": english, "de": german}
    assert brought(boots, without=german) == (english,)
    assert brought(boots, changed=english) == (german,)
    assert brought({"*": b'{"format":1,\n"campaigns":[]}', "de": german}) == (german,)


def test_a_package_whose_channel_file_brings_anything_else_is_refused() -> None:
    package = Bank().package()
    files = read_zip(package)
    channel = files[CHANNEL]
    parts = channel.split(b"\n")
    assert len(parts) == 3, "the base language and German"
    assert verify_package(package, trust=Bank().trust, now=NOW, known=KNOWN).verdict.release.version == 1
    for changed in (
        channel + b"\n",
        channel + b"\n{}",
        channel[:-1],
        b"\n".join([parts[0], parts[1].replace(b"en", b"fr")]),
    ):
        other = write_zip({**files, CHANNEL: changed}, {CHANNEL: SEQ})
        with pytest.raises(FileChangedError, match=CHANNEL):
            verify_package(other, trust=Bank().trust, now=NOW, known=KNOWN)
    fewer = write_zip({**files, CHANNEL: parts[0]}, {CHANNEL: SEQ})
    assert verify_package(fewer, trust=Bank().trust, now=NOW, known=KNOWN).verdict.release.version == 1


def test_a_line_of_another_release_is_refused() -> None:
    release = Release.from_payload(parse_channel(Bank().channel()).release.payload)
    check_brought(Bank().channel(), release, CHANNEL)
    other = Bank().channel(version=2).split(b"\n")[1]
    assert hashlib.sha256(other).hexdigest() not in {each.sha256 for each in release.boot.values()}
    with pytest.raises(FileChangedError):
        check_brought(Bank().channel() + b"\n" + other, release, CHANNEL)
