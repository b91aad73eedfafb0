"""The password of a key file: from a prompt or a file, never from the command line, which others can read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import read_file

if TYPE_CHECKING:
    from handrail.package.keys import SigningKey

PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="File with the password, mode 0600; else it is asked for.")
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
    from handrail.deploy.keys.files import require_private

    if password_file is not None:
        require_private(password_file)
        return read_file(password_file).decode(errors="replace").removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise PasswordNeededError(path=path)
    asked: str = typer.prompt(f"Password of {path}", hide_input=True, confirmation_prompt=new, err=True)
    return asked


def open_key(path: Path, password_file: Path | None) -> "SigningKey":
    """The key of a file, asking for the password where one is needed.

    Raises:
        KeysError, KeyFileError: it cannot be opened.
    """
    from handrail.deploy.keys.files import needs_password, open_key_file, require_private

    require_private(path)
    # Before anybody types a password: is it worth it?
    wanted = password_file is not None or needs_password(path)
    return open_key_file(path, password_for(path, password_file) if wanted else "")
