"""The one root of every error that Handrail raises on purpose.

An error carries a stable ``code`` (listed in ``docs/reference/errors.md``), the parameters that fill the
sentence, and the sentence itself in English. The console words codes in the reader's language; the command
line and the API print the English sentence. A sentence says what is wrong and where, what was kept, and
what to do next.
"""

from collections.abc import Mapping
from typing import ClassVar


class HandrailError(Exception):
    """Root of all deliberate errors.

    Attributes:
        code: stable, dotted, lower-case name, e.g. ``package.signature-missing``.
        params: values named in the sentence; never a secret.
    """

    code: ClassVar[str] = "handrail.error"
    sentence: ClassVar[str] = "Something went wrong."

    def __init__(self, message: str | None = None, **params: object) -> None:
        """Word the error.

        Args:
            message: a full sentence; without it the class's ``sentence`` is filled with ``params``.
            **params: values for the sentence and for data output (``--json``, API).
        """
        self.params: Mapping[str, object] = params
        super().__init__(message if message is not None else self.sentence.format(**params))

    @property
    def message(self) -> str:
        """The English sentence."""
        return str(self.args[0])

    def as_data(self) -> dict[str, object]:
        """``{"code", "message", "params"}`` for JSON output."""
        return {"code": self.code, "message": self.message, "params": {k: str(v) for k, v in self.params.items()}}


class NotAllowedError(HandrailError):
    """The actor lacks the role that the service asks for; nothing was changed."""

    code = "access.denied"
    sentence = "You may not do this: it needs the role {role}. Nothing was changed."


class NotFoundError(HandrailError):
    """The named thing does not exist or the actor may not see it."""

    code = "access.not-found"
    sentence = "{what} was not found, or you may not see it."


class ConflictError(HandrailError):
    """Somebody else saved a newer version in the meantime; nothing of theirs was overwritten."""

    code = "content.changed-meanwhile"
    sentence = "{what} was changed by {who} at {when}. Your text was kept in the form; compare and save again."


class InvalidInputError(HandrailError):
    """Input that the schema or a rule refuses; nothing was changed.

    ``params["problems"]`` is a list of ``{"where": "campaigns/x.yaml: steps.0.element", "what": "…"}``.
    """

    code = "content.invalid"
    sentence = "The input has problems; nothing was changed: {summary}"
