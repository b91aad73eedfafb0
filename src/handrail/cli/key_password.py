"""Keys from files and tokens. Passwords and PINs come from a prompt or a file, never from the command line, which
others can read.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import read_file

if TYPE_CHECKING:
    from handrail.deploy.keys.token import AskPin
    from handrail.deploy.keys.uri import TokenUri
    from handrail.package.keys import Signer

PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="File with the password or PIN, mode 0600; else it is asked for."),
]


def password_for(path: Path, password_file: Path | None, *, new: bool = False) -> str:
    """The password of a key file.

    Args:
        path: of the key file, named when asking.
        password_file: where it lies; one newline at its end does not count.
        new: ask twice.

    Raises:
        KeyFileOpenError: others can read the file with the password.
        PasswordNeededError: there is nobody to ask.
    """
    from handrail.deploy.keys.errors import PasswordNeededError

    if password_file is not None:
        return _secret_in(password_file)
    if not sys.stdin.isatty():
        raise PasswordNeededError(path=path)
    asked: str = typer.prompt(f"Password of {path}", hide_input=True, confirmation_prompt=new, err=True)
    return asked


def open_key(path: Path, password_file: Path | None) -> "Signer":
    """The key of a file, or of a token that a file or a ``pkcs11:`` address names; asks for password or PIN.

    Raises:
        KeysError, KeyFileError: it cannot be opened.
    """
    from handrail.deploy.keys.files import needs_password, open_key_file, require_private
    from handrail.deploy.keys.token_file import read_note
    from handrail.deploy.keys.uri import is_token

    if is_token(str(path)):
        from handrail.deploy.keys.token import open_token_key

        uri = token_uri(str(path))
        return open_token_key(uri, pin_for(uri, password_file))
    note = read_note(path)
    if note is not None:
        return note.open(pin_for(note.uri, password_file), module=_module())
    require_private(path)
    # Before anybody types a password: is it worth it?
    wanted = password_file is not None or needs_password(path)
    return open_key_file(path, password_for(path, password_file) if wanted else "")


def token_uri(text: str) -> "TokenUri":
    """The address of a token, with the driver of the settings where it names none.

    Raises:
        TokenUriError: not an address.
    """
    from handrail.deploy.keys.uri import TokenUri

    uri, module = TokenUri.parse(text), _module()
    return uri if module is None else uri.with_module(module)


def pin_for(uri: "TokenUri", password_file: Path | None) -> "AskPin":
    """Where the PIN comes from: the file of the option, that of the address, the settings, a person.

    Returns:
        A function that raises ``PinNeededError`` when there is nobody to ask.
    """

    def ask(token: str) -> str:
        from handrail.deploy.keys.errors import PinNeededError
        from handrail.settings.command_line import read_command_line_settings

        file = password_file or uri.pin_source
        if file is not None:
            return _secret_in(file)
        given = read_command_line_settings().pkcs11_pin
        if given:
            return given
        if not sys.stdin.isatty():
            raise PinNeededError(token=token)
        asked: str = typer.prompt(f"PIN of token {token}", hide_input=True, err=True)
        return asked

    return ask


def _module() -> Path | None:
    from handrail.settings.command_line import read_command_line_settings

    named = read_command_line_settings().pkcs11_module
    return Path(named) if named else None


def _secret_in(file: Path) -> str:
    from handrail.deploy.keys.files import require_private

    require_private(file)
    return read_file(file).decode(errors="replace").removesuffix("\n").removesuffix("\r")
