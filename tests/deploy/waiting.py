"""Packages that wait for a pointer."""

from handrail.package.assemble import assemble_package
from handrail.package.build import sign_root
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, read_envelope
from handrail.package.unpointed import Unpointed
from package.bank import SDK, Bank


def waiting_package(version: int = 2, text: str = "Hello", bank: Bank | None = None) -> bytes:
    """A release of the bank, approved and signed, with nothing that points to it."""
    made = bank or Bank()
    release = made.release(version, text)
    root = read_envelope(sign_root(made.root(), [made.key]), ROOT_TYPE)
    return assemble_package(
        kind="full",
        application=made.application,
        environment=made.environment,
        release=version,
        channel=Unpointed((root,), read_envelope(release.envelope, RELEASE_TYPE)).to_bytes(),
        files=release.files,
        sdk=SDK,
    )
