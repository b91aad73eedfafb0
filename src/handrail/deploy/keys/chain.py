"""Root chains and live releases out of what people have at hand: a package, a channel file, a chain of roots."""

from dataclasses import dataclass
from pathlib import Path

from handrail.deploy.keys.errors import KeyFileFormError
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import ROOT_TYPE, Envelope, parse_envelope
from handrail.package.fields import Fields, a_list
from handrail.package.opened import open_package
from handrail.package.roles import Release
from handrail.package.verify import CHANNEL_LIMIT, MOST_ROOTS, parse_channel

CHAIN_LIMIT = MOST_ROOTS * 16_384 + 64


@dataclass(frozen=True)
class Found:
    """What a file says; nothing in it is verified.

    Attributes:
        roots: the chain, oldest first.
        environment: of the release, where the file holds one.
        release: what is live there.
    """

    roots: tuple[Envelope, ...]
    environment: str | None = None
    release: Envelope | None = None


def read_chain(path: Path) -> Found:
    """The chain of roots in a package (zip), a channel file, or a file that ``keys rotate`` wrote.

    Raises:
        KeyFileFormError: it cannot be read.
        PackageError: none of the three.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
    if data.startswith(b"PK"):
        return _of_channel(open_package(data).channel)
    if data.startswith(b'{"roots":'):
        return Found(_roots(data))
    return _of_channel(data)


def chain_bytes(roots: tuple[Envelope, ...]) -> bytes:
    """``{"roots":[…]}``: what ``keys rotate`` writes and the console takes."""
    return canonical({"roots": [each.as_data() for each in roots]})


def parse_chain(data: bytes) -> tuple[Envelope, ...]:
    """The envelopes of what ``chain_bytes`` wrote.

    Raises:
        PackageError: another form.
    """
    return _roots(data)


def _roots(data: bytes) -> tuple[Envelope, ...]:
    what = "the root chain"
    fields = Fields(parse_canonical(data[: CHAIN_LIMIT + 1], what), what, ("roots",))
    entries = a_list(fields.raw("roots"), what, MOST_ROOTS)
    if not entries:
        raise fields.bad("roots", "the list is empty")
    return tuple(parse_envelope(each, ROOT_TYPE) for each in entries)


def _of_channel(channel: bytes) -> Found:
    parts = parse_channel(channel[: CHANNEL_LIMIT + 1])
    return Found(parts.roots, Release.from_payload(parts.release.payload).environment, parts.release)
