"""A rule that is being edited, as the sentence it means."""

from handrail.compile.names import Names
from handrail.compile.rule_words import rule_in_words
from handrail.console.editing.page import plain_mapping, reader_speech
from handrail.console.editing.rules import rule_from_raw
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.rules import Segment


def rule_said(raw: object, content: ApplicationContent, shown: object = None) -> str:
    """A group of rows in words; empty while it is not complete."""
    data = rule_from_raw(plain_mapping(raw), content, shown)
    names, speech = Names.of(content), reader_speech()
    if data is None:
        return rule_in_words(None, names, speech)
    try:
        # A segment is the smallest thing that holds a rule: the schema decides whether it is whole.
        rule = Segment.model_validate({"id": "x", "name": "x", "rule": data}).rule
    except ValueError:
        return ""
    return rule_in_words(rule, names, speech)
