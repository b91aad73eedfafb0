"""``handrail keys new|list|export|rotate|sign``: key files of people, and the root that names them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handrail.cli.key_password import PasswordFile, open_key, password_for
from handrail.cli.output import AsJson, TrustMissingError, TrustOption, now, print_data

if TYPE_CHECKING:
    from handrail.deploy.keys.files import PublicPart
    from handrail.deploy.keys.rotate import Rotation
    from handrail.package.keys import PublicKey, SigningKey
    from handrail.package.rotation import Plan, Seat

app = typer.Typer(help="Make, list and export key files; rotate the root.", no_args_is_help=True, rich_markup_mode=None)

ROOT_LASTS = timedelta(days=730)

ChainPath = Annotated[
    Path, typer.Argument(metavar="CHAIN", help="A package, a channel file, or a chain that rotate wrote.")
]
KeyFiles = Annotated[list[Path] | None, typer.Option("--key", help="Root key file that signs; several times.")]
OutFile = Annotated[Path, typer.Option("--out", help="Where the chain with the new root is written.")]


@app.callback()
def keys() -> None:
    """Make, list and export key files; rotate the root."""


@app.command()
def new(
    *,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The key file to be made; never overwritten.")],
    role: Annotated[Literal["root", "approve", "pointer"], typer.Option(help="What it is made for.")],
    label: Annotated[str, typer.Option(help="What people call it, e.g. the holder's name.")] = "",
    algorithm: Annotated[Literal["ES256", "Ed25519"], typer.Option(help="Kind of key.")] = "ES256",
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Make a key file, encrypted under a password, readable by you alone."""
    from handrail.deploy.keys.errors import KeyFileExistsError
    from handrail.deploy.keys.files import make_key_file

    if path.exists():
        raise KeyFileExistsError(path=path)
    password = password_for(path, password_file, new=True)
    part = make_key_file(path, role=role, label=label, password=password, now=now(), alg=algorithm)
    if as_json:
        print_data({"file": str(path), **part.as_data()})
        return
    typer.echo(f"Made {path}: {_said(part)}")
    typer.echo("Keep a copy and its password apart; whoever has both signs in your name.")
    typer.echo(f"Next: `handrail keys export {path}` gives the public part to whoever makes the root.")


@app.command("list")
def list_keys(
    *,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where key files lie.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """List the key files of a folder; no password is asked for."""
    from handrail.deploy.keys.errors import KeysError
    from handrail.deploy.keys.files import read_public_part, require_private

    found: list[dict[str, object]] = []
    for path in sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []:
        try:
            part = read_public_part(path)
        except KeysError:
            continue
        problem = ""
        try:
            if b'"sealed"' in path.read_bytes():
                require_private(path)
        except KeysError as error:
            problem = error.message
        found.append({"file": str(path), **part.as_data(), "problem": problem})
        if not as_json:
            typer.echo(f"{path}: {_said(part)}")
            if problem:
                typer.echo(f"  warning: {problem}")
    if as_json:
        print_data({"keys": found})
    elif not found:
        typer.echo(f"No key files in {folder}.")


@app.command()
def export(
    *,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A key file.")],
    out: Annotated[Path | None, typer.Option(help="Where to write it; else it is printed.")] = None,
) -> None:
    """Write the public part: what the console and whoever makes the root need."""
    import json

    from handrail.deploy.keys.files import read_public_part

    text = json.dumps(read_public_part(path).as_data(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    _write(out, text.encode())
    typer.echo(f"Wrote {out}; it holds nothing secret.")


@app.command()
def rotate(
    *,
    chain: ChainPath,
    out: OutFile,
    trust: TrustOption = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLE=FILE", help="Key (exported or key file) for root, author, approve@ENV, pointer@ENV."
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(metavar="KEYID", help="Key that holds nothing any more; its beginning is enough."),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE=N", help="How many of a role's keys must sign; approve@ENV=0: no approval there."),
    ] = None,
    days: Annotated[int, typer.Option(help="Days until the new root expires.", min=1, max=3650)] = ROOT_LASTS.days,
    live: Annotated[
        list[Path] | None, typer.Option(help="Package or channel file of another environment that is live.")
    ] = None,
    nothing_live: Annotated[list[str] | None, typer.Option(help="Environment in which nothing is live.")] = None,
    key: KeyFiles = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Make root N+1, signed by the keys at hand. Refused when a live release would not verify under it."""
    from handrail.deploy.keys.chain import read_chain
    from handrail.deploy.keys.rotate import rotate as run
    from handrail.package.verify import verify_root_chain

    if trust is None:
        raise TrustMissingError
    found = [read_chain(each) for each in (chain, *(live or ()))]
    current = verify_root_chain(found[0].roots, trust)[-1]
    made = run(
        found[0].roots,
        trust=trust,
        plan=_plan(list(current.keys), add or [], remove or [], threshold or [], days),
        signers=_opened(key, password_file),
        live=[(each.environment, each.release) for each in found if each.environment and each.release],
        nothing_live=frozenset(nothing_live or ()),
    )
    _finish(made, out, as_json)


@app.command()
def sign(
    *,
    chain: ChainPath,
    out: OutFile,
    trust: TrustOption = None,
    key: KeyFiles = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Add your signature to a root that another administrator has made with rotate."""
    from handrail.deploy.keys.chain import read_chain
    from handrail.deploy.keys.rotate import sign_further

    if trust is None:
        raise TrustMissingError
    made = sign_further(read_chain(chain).roots, trust=trust, signers=_opened(key, password_file))
    _finish(made, out, as_json)


def _opened(paths: list[Path] | None, password_file: Path | None) -> "list[SigningKey]":
    return [open_key(path, password_file) for path in paths or ()]


def _plan(held: list[str], add: list[str], remove: list[str], threshold: list[str], days: int) -> "Plan":
    from handrail.package.rotation import Plan, Seat

    thresholds: dict[Seat, int] = {}
    for each in threshold:
        seat, _, count = each.partition("=")
        if not count.isdigit():
            raise typer.BadParameter(f"--threshold {each}: write ROLE=N")
        thresholds[Seat.parse(seat)] = int(count)
    return Plan(
        add=tuple(_seat_and_key(each) for each in add),
        remove=frozenset(_whole_id(each, held) for each in remove),
        thresholds=thresholds,
        expires=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days),
    )


def _seat_and_key(text: str) -> "tuple[Seat, PublicKey]":
    from handrail.deploy.keys.files import read_public_part
    from handrail.package.rotation import Seat

    seat, _, path = text.partition("=")
    if not path:
        raise typer.BadParameter(f"--add {text}: write ROLE=FILE")
    return Seat.parse(seat), read_public_part(Path(path)).key


def _whole_id(beginning: str, held: list[str]) -> str:
    """A key id from its beginning, of at least eight digits."""
    found = [keyid for keyid in held if keyid.startswith(beginning)]
    if len(beginning) < 8 or len(found) != 1:
        raise typer.BadParameter(f"--remove {beginning}: {len(found)} keys of the root begin so; give 8 digits or more")
    return found[0]


def _finish(made: "Rotation", out: Path, as_json: bool) -> None:
    from handrail.deploy.keys.chain import chain_bytes

    _write(out, chain_bytes(made.roots))
    if as_json:
        missing = [{"root": m.version, "have": m.have, "need": m.need, "keyids": list(m.keyids)} for m in made.missing]
        print_data({"file": str(out), "version": made.following.version, "trust": made.trust, "missing": missing})
        return
    typer.echo(f"Wrote {out}: root {made.following.version} of {made.following.application}.")
    for keyid in made.unused:
        typer.echo(f"  warning: key {keyid[:16]} holds the root role in neither root; it did not sign")
    for each in made.missing:
        left = ", ".join(keyid[:16] for keyid in each.keyids)
        typer.echo(f"  still needed: {each.need - each.have} more signatures of root {each.version} (of {left})")
    if made.missing:
        typer.echo(f"Nothing accepts it before. Their holders run `handrail keys sign {out} --key …`.")
        return
    typer.echo(f"It is complete. Upload it to the console. New trust anchor for every page: {made.trust}")


def _write(path: Path, data: bytes) -> None:
    from handrail.deploy.keys.errors import KeyFileFormError

    try:
        path.write_bytes(data)
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error


def _said(part: "PublicPart") -> str:
    label = f" of {part.label}" if part.label else ""
    return f"{part.role} key{label}, id {part.key.keyid}, {part.key.alg}, made {part.created}"
