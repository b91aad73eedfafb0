"""What the holder of a pointer key says on the command line; the same for ``point`` and ``deploy``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.key_password import open_key
from handrail.cli.output import read_file

if TYPE_CHECKING:
    from handrail.deploy.completing import Wishes
    from handrail.package.keys import Signer

PointerKeys = Annotated[
    list[Path] | None,
    typer.Option("--key", help="Pointer key: its file, its note, or a pkcs11: address; several where several sign."),
]
KeyPasswordFile = Annotated[
    Path | None, typer.Option("--key-password-file", help="File with the key's password or PIN, mode 0600.")
]
Days = Annotated[
    int | None,
    typer.Option("--days", min=1, max=400, help="Days until the pointer expires; else as the live one had, or 30."),
]
Back = Annotated[bool, typer.Option("--back", help="Go back on purpose to an older release than the live one.")]
RootsFile = Annotated[
    Path | None,
    typer.Option("--roots", metavar="CHAIN", help="A newer chain of roots, of `handrail keys rotate` or `keys sign`."),
]
Approvals = Annotated[
    list[Path] | None,
    typer.Option(
        "--approval", help="Approval that the package does not carry yet, of `handrail approve`; several times."
    ),
]


def open_keys(keys: Sequence[Path], password_file: Path | None) -> "list[Signer]":
    """The keys; several where several sign.

    Raises:
        KeysError, KeyFileError: one cannot be opened.
    """
    return [open_key(each, password_file) for each in keys]


def wishes_of(
    *,
    days: int | None,
    back: bool,
    roots: Path | None,
    approval: Sequence[Path] | None,
    show_again: Sequence[str] | None = None,
) -> "Wishes":
    """What stands on the command line, read.

    Raises:
        PackageFileError, PackageError: a file cannot be read, or is of another form.
    """
    from handrail.deploy.completing import Wishes
    from handrail.deploy.keys.chain import read_chain
    from handrail.package.envelope import RELEASE_TYPE, read_envelope

    chain = read_chain(roots).roots if roots is not None else ()
    approvals = tuple(read_envelope(read_file(each), RELEASE_TYPE) for each in approval or ())
    return Wishes(days, show_again or (), back, chain, approvals)
