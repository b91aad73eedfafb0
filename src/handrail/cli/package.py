"""``handrail package verify|show|diff``: packages and document roots, looked at without changing anything."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import (
    AcceptSdk,
    AsJson,
    PackageFileError,
    TrustMissingError,
    TrustOption,
    now,
    print_data,
    read_file,
)

if TYPE_CHECKING:
    from handrail.package.tree import Manifest, Read
    from handrail.package.verify import Verdict

app = typer.Typer(help="Verify, show and compare packages.", no_args_is_help=True, rich_markup_mode=None)

PackagePath = Annotated[Path, typer.Argument(metavar="PACKAGE", help="A package (zip) or a document root.")]
Environment = Annotated[
    str | None, typer.Option("--environment", help="Needed for a document root that holds several.")
]


@app.callback()
def package() -> None:
    """Verify, show and compare packages."""


@app.command()
def verify(
    *,
    path: PackagePath,
    trust: TrustOption = None,
    environment: Environment = None,
    accept_sdk: AcceptSdk = None,
    as_json: AsJson = False,
) -> None:
    """Check archive, signatures, expiry and every byte. Exit 0: valid, 10: refused."""
    if trust is None:
        raise TrustMissingError
    verdict, manifest, _, warnings = _verified(path, trust, environment, accept_sdk or [])
    if as_json:
        print_data({"valid": True, **_as_data(verdict, manifest, warnings)})
        return
    pointer = verdict.pointer
    typer.echo(
        f"Valid: release {verdict.release.version} of {pointer.application}/{pointer.environment}, seq {pointer.seq}, "
        f"{pointer.status}, {len(manifest.files) + 1} files."
    )
    _warn(verdict, warnings)


@app.command()
def show(
    *,
    path: PackagePath,
    trust: TrustOption = None,
    environment: Environment = None,
    accept_sdk: AcceptSdk = None,
    as_json: AsJson = False,
) -> None:
    """Say in words what a package holds: configuration, audience rules, campaigns, signatures."""
    anchor = trust or _own_anchor(path, environment)
    verdict, manifest, read, warnings = _verified(path, anchor, environment, accept_sdk or [])
    from handrail.package.describe import describe

    sections = describe(verdict, manifest, read, _sdk_names(path))
    if as_json:
        said = [{"title": each.title, "lines": list(each.lines)} for each in sections]
        print_data({"anchorGiven": trust is not None, **_as_data(verdict, manifest, warnings), "sections": said})
        return
    if trust is None:
        typer.echo("No --trust given: this package is consistent in itself; nothing says that it is yours.\n")
    for section in sections:
        typer.echo(section.title)
        for line in section.lines or ("none",):
            typer.echo(f"  {line}")
        typer.echo("")
    _warn(verdict, warnings)


@app.command()
def diff(before: PackagePath, after: PackagePath, as_json: AsJson = False) -> None:
    """List the files that two packages or document roots do not share. Nothing is verified."""
    from handrail.package.diff import diff_files

    found = diff_files(_files(before), _files(after))
    if as_json:
        print_data(found.as_data())
        return
    for sign, group in (("+", found.added), ("-", found.removed), ("~", found.changed)):
        for change in group:
            sizes = " → ".join(f"{size:,}" for size in (change.before, change.after) if size is not None)
            typer.echo(f"{sign} {change.name} ({sizes} bytes)")
    typer.echo(f"{found.unchanged} files are the same.")


def _verified(
    path: Path, trust: str, environment: str | None, accept_sdk: list[str]
) -> tuple["Verdict", "Manifest", "Read", tuple[str, ...]]:
    if not path.is_dir():
        from handrail.package.opened import verify_package

        found = verify_package(read_file(path), trust=trust, now=now(), environment=environment, accept_sdk=accept_sdk)
        return found.verdict, found.manifest, found.opened.read, found.warnings
    from handrail.package.tree import verify_tree
    from handrail.package.verify import verify_channel

    application, named, channel = _channel_of(path, environment)
    verdict = verify_channel(channel, application=application, environment=named, trust=trust, now=now())
    read = _reader(path)
    return verdict, verify_tree(read, verdict.release), read, verdict.warnings


def _own_anchor(path: Path, environment: str | None) -> str:
    """The anchor of the package's own first root: proves nothing but that the package is consistent."""
    from handrail.package.opened import open_package
    from handrail.package.trust import trust_of
    from handrail.package.verify import parse_channel

    channel = _channel_of(path, environment)[2] if path.is_dir() else open_package(read_file(path)).channel
    return trust_of(parse_channel(channel).roots[0].payload)


def _channel_of(root: Path, environment: str | None) -> tuple[str, str, bytes]:
    """Application, environment and channel file of a document root."""
    found = sorted(root.glob(f"channel/*/{environment or '*'}.json"))
    if len(found) != 1:
        wanted = "no channel file is in it" if not found else "several channel files are in it; pass --environment"
        raise PackageFileError(path=root, reason=wanted)
    return found[0].parent.name, found[0].stem, read_file(found[0])


def _reader(root: Path) -> "Read":
    def read(name: str, limit: int) -> bytes | None:
        path = root / name
        return path.read_bytes()[: limit + 1] if path.is_file() and not path.is_symlink() else None

    return read


def _files(path: Path) -> Mapping[str, bytes]:
    if path.is_dir():
        paths = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        return {each.relative_to(path).as_posix(): each.read_bytes() for each in paths}
    from handrail.package.archive import read_zip

    return read_zip(read_file(path))


def _sdk_names(path: Path) -> list[str]:
    return [name for name in _files(path) if name.startswith("sdk/")]


def _as_data(verdict: "Verdict", manifest: "Manifest", warnings: tuple[str, ...]) -> dict[str, object]:
    pointer = verdict.pointer
    return {
        "application": pointer.application,
        "environment": pointer.environment,
        "release": verdict.release.version,
        "releaseSha256": verdict.release_envelope.sha256,
        "seq": pointer.seq,
        "status": pointer.status,
        "off": list(pointer.off),
        "expires": pointer.expires,
        "trust": verdict.trust,
        "trial": verdict.is_trial,
        "signers": {role: list(keys) for role, keys in verdict.signers.items()},
        "files": len(manifest.files) + 1,
        "warnings": list(warnings),
    }


def _warn(verdict: "Verdict", warnings: tuple[str, ...]) -> None:
    if verdict.is_trial:
        typer.echo("Trial key mode: the console holds every key; no approval signature is asked for.")
    words = {
        "package.expired": "it has expired",
        "package.expires-soon": "it expires within ten days",
        "package.verify-text-differs": "VERIFY.txt is not what this version writes: do not paste from it",
    }
    for code in warnings:
        typer.echo(f"Warning: {words.get(code, code)} ({code}).")
