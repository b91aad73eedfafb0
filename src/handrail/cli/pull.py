"""``handrail pull APPLICATION ENVIRONMENT -o FILE``: fetch from the console, verify, and only then write."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AcceptSdk, AsJson, TrustMissingError, TrustOption, now, print_data

if TYPE_CHECKING:
    from handrail.deploy.console import Console

ConsoleOrigin = Annotated[str, typer.Option("--console", help="Address of the console.")]
TokenFile = Annotated[Path | None, typer.Option("--token-file", help="File with the token; else HANDRAIL_TOKEN.")]
OutFile = Annotated[Path, typer.Option("--out", "-o", help="Where it is written; replaced only by what verified.")]


def pull(
    *,
    application: Annotated[str, typer.Argument(metavar="APPLICATION", help="Key of the application.")],
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="Its environment.")],
    out: OutFile,
    console: ConsoleOrigin,
    trust: TrustOption = None,
    token_file: TokenFile = None,
    release: Annotated[
        int | None, typer.Option(help="An approved release, without a pointer; else the one to deploy next.")
    ] = None,
    candidate: Annotated[
        int | None,
        typer.Option(help="Instead of a package: a release to be read with `handrail approve`."),
    ] = None,
    accept_sdk: AcceptSdk = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a package, or a candidate to approve, verify it from the trust anchor, and write it."""
    if trust is None:
        raise TrustMissingError
    from handrail.cli.token import open_console

    client = open_console(console, application, environment, token_file)
    try:
        if candidate is None:
            data, said = _package(client, (application, environment), trust, release, tuple(accept_sdk or ()))
        else:
            data, said = _candidate(client, application, environment, trust, candidate)
    finally:
        client.close()
    write_whole(out, data)
    if as_json:
        print_data({"file": str(out), "bytes": len(data), **said})
        return
    pointer = ", without a pointer: deploy it with --key" if said.get("pointer") is False else ""
    typer.echo(f"Wrote {out}: {said['kind']} of release {said['release']}, verified{pointer}.")


def _package(
    client: "Console", where: tuple[str, str], trust: str, release: int | None, accept: tuple[str, ...]
) -> tuple[bytes, dict[str, object]]:
    from handrail.deploy.errors import ConsoleRefusedError
    from handrail.package.opened import open_package, verify_package, verify_unpointed

    data = client.pull(release)
    said: dict[str, object] = {"kind": "package"}
    opened = open_package(data)
    if (opened.hint.application, opened.hint.environment) != where:
        reason = f"it sent a package of {opened.hint.application}, environment {opened.hint.environment}"
        raise ConsoleRefusedError(console=client.origin, reason=reason)
    if opened.is_unpointed:
        proposal = verify_unpointed(data, trust=trust, now=now(), accept_sdk=accept).proposal
        number, sha256 = proposal.release.version, proposal.parts.release.sha256
    else:
        verdict = verify_package(data, trust=trust, now=now(), accept_sdk=accept).verdict
        number, sha256 = verdict.release.version, verdict.release_envelope.sha256
        said["pointer"] = True
    if release not in (None, number):
        raise ConsoleRefusedError(console=client.origin, reason=f"it sent release {number}")
    return data, {"pointer": False, **said, "release": number, "releaseSha256": sha256}


def _candidate(
    client: "Console", application: str, environment: str, trust: str, number: int
) -> tuple[bytes, dict[str, object]]:
    from handrail.deploy.errors import ConsoleRefusedError
    from handrail.package.candidate import verify_candidate

    data = client.candidate(number)
    shown = verify_candidate(data, trust=trust, now=now()).shown
    named = shown.release
    if (named.application, named.environment, named.version) != (application, environment, number):
        reason = f"it sent release {named.version} of {named.application}, environment {named.environment}"
        raise ConsoleRefusedError(console=client.origin, reason=reason)
    said: dict[str, object] = {"kind": "candidate", "release": number, "releaseSha256": shown.envelope.sha256}
    return data, said


def write_whole(path: Path, data: bytes) -> None:
    """Write a file all or not at all: a half one never lies where a deployment may find it.

    Raises:
        PackageFileError: it cannot be written.
    """
    import os
    import tempfile

    from handrail.cli.output import PackageFileError

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PackageFileError(path=path, reason=str(error.strerror)) from error
