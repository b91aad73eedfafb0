"""Puts codes of lower layers into words of the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.errors import HandrailError

ERRORS: dict[str, Promise | str] = {
    "access.denied": _("This needs another role. Nothing was changed; ask an administrator."),
    "access.not-found": _("This was not found, or you may not see it."),
    "content.changed-meanwhile": _(
        "{what} was changed by {who} at {when}. Your text was kept; compare and save again."
    ),
    "content.invalid": _("Something is not right yet; nothing was changed: {summary}"),
    "handover.invalid": _("This link is not valid any more. Ask whoever sent it for a new one."),
    "package.sdk-not-built": _(
        "This installation carries no built SDK. Nothing is lost; build it, or install the wheel."
    ),
    "keys.cannot-open": _(
        "A signing key cannot be opened with this console's secret key. Nothing was signed; restore the secret key "
        "that belongs to this database."
    ),
    "hosting.address-malformed:scheme": _("The address must begin with https:// or http://."),
    "hosting.address-malformed:host": _("The host name in the address is not valid."),
    "hosting.address-malformed:port": _("The port in the address must be a number from 1 to 65535."),
    "hosting.address-malformed:query": _("Leave out the part after “?”; give the address of a directory."),
    "hosting.address-malformed:fragment": _("Leave out the part after “#”; give the address of a directory."),
    "hosting.address-malformed:userinfo": _("Leave out user name and password: the content is public."),
    "hosting.address-malformed:path": _("The path must not contain “..”, empty parts or backslashes."),
    "hosting.address-malformed:characters": _("The address must not contain spaces or control characters."),
    "hosting.address-malformed:length": _("The address is longer than 500 characters."),
}
"""Sentences for error codes, filled with the error's parameters. ``register_errors`` adds a page's own."""


def register_errors(sentences: dict[str, Promise | str]) -> None:
    """Add the translated sentences of further error codes; called by a page's ``words.py`` or ``urls.py``."""
    ERRORS.update(sentences)


PROBLEMS: dict[str, Promise | str] = {
    "not an e-mail address": _("This is not an e-mail address."),
    "somebody with this address exists already": _("Somebody with this address exists already."),
    "a name has 1 to 120 characters on one line": _("A name has 1 to 120 characters on one line."),
    "at least one language is needed": _("At least one language is needed."),
    "there is one of this name already": _("There is one of this name already."),
    "twelve environments are the limit": _("Twelve environments are the limit."),
    "a name begins with a letter and has only a–z, 0–9 and “-”, at most 32": _(
        "A name begins with a letter and has only a–z, 0–9 and “-”, at most 32 characters."
    ),
    "only approver and publisher can be limited to one environment": _(
        "Only approver and publisher can be limited to one environment."
    ),
    "production is never made for authoring": _("Production is never made for authoring."),
}
"""What services say of single fields, in the reader's language."""


def error_in_words(error: HandrailError) -> str:
    """The sentence in the reader's language; the English one for a code nobody has worded."""
    reason = error.params.get("reason", "")
    sentence = ERRORS.get(f"{error.code}:{reason}") or ERRORS.get(error.code)
    if sentence is None:
        return error.message
    summary = error.params.get("summary")
    params = {**error.params, **({"summary": problem_in_words(str(summary))} if summary else {})}
    try:
        return str(sentence).format(**params)
    except (KeyError, IndexError):
        # A view worded the error itself, so the parameters of the code are not there.
        return error.message


def problem_in_words(what: str) -> str:
    """What is wrong with one field, in the reader's language."""
    return str(PROBLEMS.get(what, what))
