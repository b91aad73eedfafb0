"""Puts codes of lower layers into words of the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.errors import HandrailError

ERRORS: dict[str, Promise | str] = {
    "access.denied": _("You may not do this: it needs another role. Nothing was changed; ask an administrator."),
    "access.not-found": _("This was not found, or you may not see it."),
    "content.changed-meanwhile": _(
        "{what} was changed by {who} at {when}. Your text was kept; compare and save again."
    ),
    "content.invalid": _("Something is not right yet; nothing was changed: {summary}"),
}
"""Sentences for error codes, filled with the error's parameters. ``register_errors`` adds a page's own."""


def register_errors(sentences: dict[str, Promise | str]) -> None:
    """Add the translated sentences of further error codes; called by a page's ``words.py`` or ``urls.py``."""
    ERRORS.update(sentences)


def error_in_words(error: HandrailError) -> str:
    """The sentence in the reader's language; the English one for a code nobody has worded."""
    sentence = ERRORS.get(error.code)
    return str(sentence).format(**error.params) if sentence is not None else error.message
