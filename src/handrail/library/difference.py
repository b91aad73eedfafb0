"""What one revision of a document changed, in words."""

from handrail.compile.diff import diff, in_words
from handrail.compile.wording import Speech
from handrail.library.kinds import Kind
from handrail.library.models import Revision
from handrail.schema.authored.application import ApplicationContent, Language

_EMPTY = ApplicationContent(name="-", languages=[Language(name="en", display_name="English")])


def difference_of(kind: Kind, before: Revision | None, after: Revision, language: Speech = "en") -> list[str]:
    """Sentences about what differs between two revisions; empty for the first one.

    Args:
        kind: of the document.
        before: the older revision; None for the first.
        after: the newer one.
        language: of the sentences.
    """
    if before is None or not kind.key:
        return []
    states = [
        _EMPTY.model_copy(update={kind.field: [kind.model.model_validate(each.body)]}) for each in (before, after)
    ]
    return [in_words(each, language) for each in diff(states[0], states[1])]
