"""A note of where a key lies on a token. It stands wherever a key file does, and holds nothing secret.

.. code-block:: json

    {"created": "…Z", "format": "handrail-token-key/1", "keyid": "…", "label": "Anna",
     "public": {"alg": "ES256", "pub": "…"}, "role": "approve", "token": "pkcs11:token=…;serial=…;id=…?module-path=…"}

Whoever changes it gains nothing: the key on the token must be the one that it names.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handrail.deploy.durable import write_file
from handrail.deploy.keys.errors import KeyFileExistsError, KeyFileFormError, TokenKeyMissingError
from handrail.deploy.keys.files import LARGEST, NOTE_FORMAT, KeyRole, PublicPart, token_fields
from handrail.deploy.keys.token import AskPin, OnToken, TokenKey, open_token_key
from handrail.deploy.keys.uri import TokenUri
from handrail.package.canonical import parse_blob
from handrail.package.errors import PackageError
from handrail.package.fields import time_text


@dataclass(frozen=True)
class Note:
    """Where a key lies, and what others may know of it."""

    uri: TokenUri
    part: PublicPart

    def open(self, ask: AskPin, *, module: Path | None = None) -> TokenKey:
        """The key itself.

        Args:
            ask: gives the PIN.
            module: the driver, where the note names none.

        Raises:
            TokenKeyMissingError: another key lies there.
            KeysError: as ``open_token_key``.
        """
        uri = self.uri if module is None else self.uri.with_module(module)
        key = open_token_key(uri, ask)
        if key.public != self.part.key:
            raise TokenKeyMissingError(token=uri.shown, reason="another key than the one in the note lies there")
        return key


def read_note(path: Path) -> Note | None:
    """The note in a file; None when the file is something else.

    Raises:
        KeyFileFormError: it cannot be read, or is a damaged note.
        TokenUriError: its address is of no use.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
    if NOTE_FORMAT.encode() not in data:
        return None
    try:
        part, address = token_fields(parse_blob(data, str(path)))
    except PackageError as error:
        raise KeyFileFormError(path=path, reason=error.message.rstrip(".")) from error
    return Note(TokenUri.parse(address), part)


def write_note(path: Path, held: OnToken, *, role: KeyRole, label: str, now: datetime) -> PublicPart:
    """Write the note of a key, never over another file.

    Raises:
        KeyFileExistsError: something of that name exists.
        KeyFileFormError: it cannot be written.
    """
    part = PublicPart(held.public, role, label.strip()[:120], time_text(now))
    data = {**part.as_data(), "format": NOTE_FORMAT, "token": str(held.uri)}
    try:
        text = json.dumps(data, indent=2, ensure_ascii=False).encode() + b"\n"
        write_file(path, text, mode=0o644, replace=False)
    except FileExistsError as error:
        raise KeyFileExistsError(path=path) from error
    except OSError as error:
        raise KeyFileFormError(path=path, reason=str(error.strerror)) from error
    return part
