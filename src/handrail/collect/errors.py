"""Why a batch was not taken: a stable code, the answer's status, and what the SDK does with it."""

from typing import ClassVar

from handrail.errors import HandrailError


class IntakeError(HandrailError):
    """A batch that is not taken; nothing of it was kept.

    Attributes:
        status: of the HTTP answer. The SDK drops what is answered with 400 to 499, and sends the rest again.
    """

    status: ClassVar[int] = 400


class BatchTooLargeError(IntakeError):
    """More bytes than a batch may have."""

    code = "collect.too-large"
    status = 413
    sentence = "A batch may have {most} bytes. Nothing of it was kept; send fewer events at once."


class BatchInvalidError(IntakeError):
    """No batch of this format."""

    code = "collect.invalid"
    sentence = "This is no batch of events: {where}: {what}. Nothing of it was kept."


class OriginRefusedError(IntakeError):
    """A page that is not among the collector's."""

    code = "collect.origin"
    status = 403
    sentence = "Events of pages at {origin} are not taken here. Start the collector with --origin {origin} to allow it."


class LogFailedError(IntakeError):
    """The log cannot be written; the SDK keeps the events and tries again."""

    code = "collect.not-kept"
    status = 503
    sentence = "The events could not be kept: {reason}. Nothing was lost: whoever sent them tries again."


class FolderRefusedError(HandrailError):
    """The folder for the log cannot be used."""

    code = "collect.folder"
    sentence = "Events cannot be kept in {folder}: {reason}. Nothing was started; choose another --data."
