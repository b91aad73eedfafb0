"""``handrail approve CANDIDATE``: read what changes for end users, on your own machine, and sign exactly that."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handrail.cli.key_password import PasswordFile, open_key
from handrail.cli.output import (
    AcceptSdk,
    AsJson,
    StateFolder,
    TrustMissingError,
    TrustOption,
    now,
    print_data,
    read_file,
)

if TYPE_CHECKING:
    from handrail.compile.change import Change
    from handrail.deploy.approval.base import Base
    from handrail.package.candidate import Candidate

CandidatePath = Annotated[
    Path, typer.Argument(metavar="CANDIDATE|PACKAGE", help="The candidate (zip) from the console; or a whole package.")
]
ReadableFile = Annotated[
    Path | None,
    typer.Option("--candidate", help="With a package: the candidate of its release; else the console's is fetched."),
]


def approve(
    *,
    candidate: CandidatePath,
    trust: TrustOption = None,
    key: Annotated[
        Path | None,
        typer.Option(help="Your key: file, note, or pkcs11: address; without it nothing is signed, only shown."),
    ] = None,
    password_file: PasswordFile = None,
    readable: ReadableFile = None,
    accept_sdk: AcceptSdk = None,
    url: Annotated[str | None, typer.Option(help="Self-hosted URL: compare with what is live there.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the approval is written; else beside the candidate.")] = None,
    language: Annotated[Literal["en", "de"], typer.Option(help="Language of the difference.")] = "en",
    console: Annotated[str | None, typer.Option(help="Console that the approval is handed to at once.")] = None,
    token_file: Annotated[Path | None, typer.Option(help="File with the token; else HANDRAIL_TOKEN.")] = None,
    yes: Annotated[str, typer.Option("--yes", help="For scripts: the release's SHA-256 as read before.")] = "",
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Verify a candidate, compile it again, show every difference in words, and sign it if you say so.

    Of a package, every file is compared with the candidate of its release: what was read is what ships."""
    if trust is None:
        raise TrustMissingError
    from handrail.compile.diff import diff
    from handrail.deploy.approval.base import choose_base
    from handrail.deploy.approval.package import is_package, require_same
    from handrail.deploy.approval.store import ApprovalStore
    from handrail.deploy.outside import Outside
    from handrail.deploy.receipts import default_state_folder
    from handrail.package.candidate import verify_candidate

    data, package = read_file(candidate), b""
    if is_package(data):
        data, package = _readable_of(data, candidate, readable, console, token_file), data
    found = verify_candidate(data, trust=trust, now=now())
    if package:
        require_same(package, candidate, found.shown.envelope.sha256, accept_sdk=tuple(accept_sdk or ()))
    store = ApprovalStore(state or default_state_folder())
    base = choose_base(
        found, url=url, trust=trust, store=store, now=now(), outside=Outside(url) if url is not None else None
    )
    before = base.readable
    changes = diff(
        before.content if before else None,
        found.shown.content,
        before.overlay_model if before else None,
        found.shown.overlay_model,
    )
    if not as_json:
        _show(found, base, changes, language, candidate if package else None)
    signed = None
    if key is not None:
        signed = _sign(found, key, password_file, yes, out or candidate.with_suffix(".approval.json"), quiet=as_json)
        store.keep(found.shown)
        if console is not None:
            _hand_in(found, console, token_file, signed, quiet=as_json)
    if as_json:
        print_data(_as_data(found, base, changes, language, signed))


def _readable_of(package: bytes, path: Path, readable: Path | None, console: str | None, token: Path | None) -> bytes:
    """The candidate of a package's release: from a file, else from the console. Neither is believed.

    Raises:
        PackageAloneError: neither is named.
    """
    from handrail.cli.token import open_console
    from handrail.deploy.approval.errors import PackageAloneError
    from handrail.deploy.approval.package import release_in

    if readable is not None:
        return read_file(readable)
    release = release_in(package)
    if console is None:
        raise PackageAloneError(path=path, release=release.version)
    client = open_console(console, release.application, release.environment, token)
    try:
        return client.candidate(release.version)
    finally:
        client.close()


def _show(
    found: "Candidate", base: "Base", changes: "list[Change]", language: Literal["en", "de"], package: Path | None
) -> None:
    from handrail.compile.change import in_words

    release = found.shown.release
    typer.echo(f"Release {release.version} of {release.application}, environment {release.environment}")
    typer.echo(f"SHA-256 {found.shown.envelope.sha256}")
    typer.echo(f"Verified, and compiled again on this machine: all {found.files} files are byte-equal.")
    if package is not None:
        typer.echo(
            f"{package} ships exactly these files, and no SDK file that is not Handrail's own or accepted by you."
        )
    typer.echo(base.in_words())
    first = [each for each in changes if each.weight == "first"]
    if first:
        typer.echo("\nLOOK AT THESE FIRST")
        for each in first:
            typer.echo(f"  ! {in_words(each, language)}")
    others = [each for each in changes if each.weight != "first"]
    if others:
        typer.echo(f"\n{'OTHER CHANGES' if first else 'CHANGES'}")
        for each in others:
            typer.echo(f"  - {in_words(each, language)}")
    if not changes:
        typer.echo("\nNothing differs for end users.")
    typer.echo("")


def _sign(found: "Candidate", key: Path, password_file: Path | None, yes: str, out: Path, *, quiet: bool) -> Path:
    """Ask, sign, write; the envelope with the signature is the approval."""
    from handrail.deploy.approval.errors import NotConfirmedError, NotYourRoleError
    from handrail.deploy.keys.errors import KeyFileExistsError, KeyFileFormError

    sha256 = found.shown.envelope.sha256
    if out.exists():
        raise KeyFileExistsError(path=out)
    signing = open_key(key, password_file)
    release, keyid = found.shown.release, signing.public.keyid
    if keyid in (*found.root.author.keyids, *found.root.environments[release.environment].pointer.keyids):
        raise NotYourRoleError(keyid=keyid[:16], environment=release.environment)
    roles = found.root.environments[release.environment].approve
    if not quiet and (roles is None or keyid not in roles.keyids):
        typer.echo(
            f"Note: root {found.root.version} does not name your key as an approver of {release.environment}. "
            "Your signature counts only once a root does.\n"
        )
    if yes:
        if yes != sha256:
            raise NotConfirmedError(reason="--yes names another SHA-256 than this release's")
    elif quiet or typer.prompt(f"Type the release number {release.version} to sign", err=True) != str(release.version):
        raise NotConfirmedError(reason="you did not confirm it")
    envelope = found.shown.envelope.signed_by([signing])
    try:
        out.write_bytes(envelope.to_bytes())
    except OSError as error:
        raise KeyFileFormError(path=out, reason=str(error.strerror)) from error
    if not quiet:
        typer.echo(f"Signed with key {keyid[:16]}. Approval: {out} (it holds nothing secret; hand it to the console).")
    return out


def _hand_in(found: "Candidate", console: str, token_file: Path | None, signed: Path, *, quiet: bool) -> None:
    """The approval is written already: if the console cannot be reached, nothing is lost."""
    from handrail.cli.token import open_console

    release = found.shown.release
    client = open_console(console, release.application, release.environment, token_file)
    try:
        state = client.hand_in(release.version, read_file(signed))
    finally:
        client.close()
    if not quiet:
        typer.echo(f"Handed in: release {release.version} is {state} in the console.")


def _as_data(
    found: "Candidate", base: "Base", changes: "list[Change]", language: Literal["en", "de"], signed: Path | None
) -> dict[str, object]:
    from handrail.compile.change import in_words

    release = found.shown.release
    against = base.readable
    return {
        "application": release.application,
        "environment": release.environment,
        "release": release.version,
        "releaseSha256": found.shown.envelope.sha256,
        "base": None if against is None else {"release": against.release.version, "sha256": against.envelope.sha256},
        "baseFrom": base.origin,
        "changes": [{"first": each.weight == "first", "words": in_words(each, language)} for each in changes],
        "files": found.files,
        "approval": None if signed is None else str(signed),
    }
