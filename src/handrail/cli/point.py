"""``handrail point PACKAGE -o FILE --key …``: sign the pointer of a package away from any target."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.deploy import KeyPasswordFile, PointerDays, PointerKeys
from handrail.cli.output import AcceptSdk, AsJson, TrustMissingError, TrustOption, now, print_data, read_file
from handrail.cli.pull import OutFile, write_whole

if TYPE_CHECKING:
    from handrail.package.complete import Additions, Terms
    from handrail.package.keys import Signer
    from handrail.package.roles import Status

_DAYS = 30


def point(
    *,
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="The zip, without a pointer.")],
    out: OutFile,
    key: PointerKeys = None,
    key_password_file: KeyPasswordFile = None,
    trust: TrustOption = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="PACKAGE is what is live: make a small package that renews its pointer.")
    ] = False,
    days: PointerDays = None,
    after: Annotated[int | None, typer.Option("--after", help="The seq that is live; the new one is higher.")] = None,
    paused: Annotated[bool, typer.Option("--paused", help="The environment stays paused.")] = False,
    off: Annotated[list[str] | None, typer.Option("--off", help="Id of a campaign that stays stopped.")] = None,
    roots: Annotated[
        Path | None, typer.Option("--roots", help="A newer root chain, as `handrail keys sign` wrote it.")
    ] = None,
    approval: Annotated[
        list[Path] | None, typer.Option("--approval", help="A further approval, as `handrail approve` wrote it.")
    ] = None,
    accept_sdk: AcceptSdk = None,
    as_json: AsJson = False,
) -> None:
    """Sign the pointer of a package on a machine that reaches no target; the result is deployed by anybody.

    It cannot see what is live: say with --paused, --off and --after what holds there. `handrail deploy --key` sees
    it."""
    from handrail.cli.key_password import open_key
    from handrail.package.complete import Terms
    from handrail.package.opened import verify_package

    if trust is None:
        raise TrustMissingError
    signing = [open_key(each, key_password_file) for each in key or ()]
    if not signing:
        raise typer.BadParameter("a pointer needs a key", param_hint="--key")
    at = now()
    lives = timedelta(days=days or _DAYS)
    status: Status = "paused" if paused else "active"
    terms = Terms(at, at.replace(microsecond=0) + lives, after, status, tuple(sorted(off or ())))
    accepted = tuple(accept_sdk or ())
    more = _additions(roots, approval)
    made = _made(read_file(package), signing, trust, terms, additions=more, accept_sdk=accepted, renew=renew)
    verdict = verify_package(made, trust=trust, now=at, accept_sdk=accepted).verdict
    write_whole(out, made)
    pointer = verdict.pointer
    if as_json:
        print_data(
            {
                "file": str(out),
                "bytes": len(made),
                "release": verdict.release.version,
                "seq": pointer.seq,
                "status": pointer.status,
                "off": list(pointer.off),
                "expires": pointer.expires,
            }
        )
        return
    typer.echo(f"Wrote {out}: release {verdict.release.version}, {pointer.status}, good until {pointer.expires}.")


def _made(
    package: bytes,
    keys: "Sequence[Signer]",
    trust: str,
    terms: "Terms",
    *,
    additions: "Additions",
    accept_sdk: tuple[str, ...],
    renew: bool,
) -> bytes:
    from handrail.package.complete import complete
    from handrail.package.complete import renew as renewed

    if renew:
        return renewed(package, keys, trust=trust, terms=terms, additions=additions)
    return complete(package, keys, trust=trust, terms=terms, additions=additions, accept_sdk=accept_sdk)


def _additions(roots: Path | None, approvals: Sequence[Path] | None) -> "Additions":
    """What came after the package was made.

    Raises:
        PackageFileError, PackageError: a file cannot be read, or is of another form.
    """
    from handrail.deploy.keys.chain import parse_chain
    from handrail.package.complete import NOTHING
    from handrail.package.envelope import RELEASE_TYPE, read_envelope

    return replace(
        NOTHING,
        roots=parse_chain(read_file(roots)) if roots else (),
        approvals=tuple(read_envelope(read_file(each), RELEASE_TYPE) for each in approvals or ()),
    )
