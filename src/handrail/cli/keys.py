"""``handrail keys new|list|export``: keys of people, in files and on tokens. ``keys_root`` has the rest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handrail.cli.key_password import PasswordFile, password_for, pin_for, token_uri
from handrail.cli.keys_root import rotate, said, show, sign, write
from handrail.cli.output import AsJson, now, print_data

if TYPE_CHECKING:
    from handrail.deploy.keys.files import PublicPart

app = typer.Typer(
    help="Make, list and export keys in files and on tokens; rotate the root.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

KeyRoleOption = Annotated[Literal["root", "approve", "pointer"], typer.Option("--role", help="What it is made for.")]


@app.callback()
def keys() -> None:
    """Make, list and export keys in files and on tokens; rotate the root."""


@app.command()
def new(
    *,
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="The key file to be made (of a token: a note); never overwritten.")
    ],
    role: KeyRoleOption,
    label: Annotated[str, typer.Option(help="What people call it, e.g. the holder's name.")] = "",
    algorithm: Annotated[Literal["ES256", "Ed25519"], typer.Option(help="Kind of key.")] = "ES256",
    token: Annotated[
        str | None,
        typer.Option(metavar="PKCS11-URI", help="Make the key on this token; it never leaves it."),
    ] = None,
    existing: Annotated[
        bool, typer.Option("--existing", help="With --token: make no key, note the one that its address names.")
    ] = False,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Make a key: in a file, encrypted under a password and readable by you alone, or on a token."""
    from handrail.deploy.keys.errors import KeyFileExistsError
    from handrail.deploy.keys.files import make_key_file

    if path.exists():
        raise KeyFileExistsError(path=path)
    if token is not None:
        if algorithm != "ES256":
            raise typer.BadParameter("keys on tokens are ES256")
        part, warning = _on_token(path, token, role, label, password_file, existing=existing)
        sentence = f"{'Noted' if existing else 'Made on the token, noted'} in {path}: {said(part)}"
        care = (
            warning
            or f"{path} holds nothing secret: it says where the key lies. Use it wherever a key file is asked for."
        )
    else:
        if existing:
            raise typer.BadParameter("--existing needs --token")
        password = password_for(path, password_file, new=True)
        part = make_key_file(path, role=role, label=label, password=password, now=now(), alg=algorithm)
        sentence = f"Made {path}: {said(part)}"
        care = "Keep a copy of it, and its password in another place; whoever has both signs in your name."
    if as_json:
        print_data({"file": str(path), **part.as_data()})
        return
    typer.echo(f"{sentence}\n{care}")
    typer.echo(f"Next: `handrail keys export {path}` gives the public part to whoever makes the root.")


def _on_token(
    path: Path,
    token: str,
    role: Literal["root", "approve", "pointer"],
    label: str,
    password_file: Path | None,
    *,
    existing: bool,
) -> tuple["PublicPart", str]:
    """Make or find the key, and write its note; says what is wrong with the key, if anything."""
    from handrail.deploy.keys.token import make_token_key, open_token_key
    from handrail.deploy.keys.token_file import write_note

    uri = token_uri(token)
    ask = pin_for(uri, password_file)
    key = open_token_key(uri, ask) if existing else make_token_key(uri, label.strip() or f"handrail {role}", ask)
    part = write_note(path, key.held, role=role, label=label or key.held.label, now=now())
    copied = (
        "WARNING: the token would hand this key out; whoever has the PIN can copy it. Better make one with --token."
    )
    return part, copied if key.held.extractable else ""


@app.command("list")
def list_keys(
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where key files lie; or the pkcs11: address of a token.")
    ] = Path(),
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """List the keys of a folder, for which no password is asked, or of a token."""
    from handrail.deploy.keys.uri import is_token

    on_token = is_token(str(folder))
    found = _of_token(str(folder), password_file) if on_token else _of_folder(folder)
    if as_json:
        print_data({"keys": found})
        return
    for each in found:
        where, sentence, problem = each["uri"] if on_token else each["file"], each["words"], each["problem"]
        typer.echo(f"{where}: {sentence}")
        if problem:
            typer.echo(f"  warning: {problem}")
    if not found:
        typer.echo("No P-256 keys on this token." if on_token else f"No key files in {folder}.")


def _of_folder(folder: Path) -> list[dict[str, object]]:
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
        found.append({"file": str(path), **part.as_data(), "words": said(part), "problem": problem})
    return found


def _of_token(address: str, password_file: Path | None) -> list[dict[str, object]]:
    from handrail.deploy.keys.token import list_token_keys

    uri = token_uri(address)
    return [
        {
            "uri": str(each.uri),
            "keyid": each.public.keyid,
            "label": each.label,
            "public": each.public.as_data(),
            "words": f"key {each.label or 'without a label'}, id {each.public.keyid}, {each.public.alg}",
            "problem": "it can be copied off the token by whoever has the PIN" if each.extractable else "",
        }
        for each in list_token_keys(uri, pin_for(uri, password_file))
    ]


@app.command()
def export(
    *,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A key file, or the note of a key on a token.")],
    out: Annotated[Path | None, typer.Option(help="Where to write it; else it is printed.")] = None,
) -> None:
    """Write the public part: what the console and whoever makes the root need."""
    import json

    from handrail.deploy.keys.files import read_public_part

    text = json.dumps(read_public_part(path).as_data(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    write(out, text.encode())
    typer.echo(f"Wrote {out}; it holds nothing secret.")


for _command in (show, rotate, sign):
    app.command()(_command)
