"""Checks of a survey: that its questions can be told apart, answered, and left."""

from collections import Counter
from collections.abc import Iterator

from handrail.compile.problem import Problem
from handrail.schema.authored.campaign import Campaign
from handrail.schema.authored.references import place
from handrail.schema.authored.survey import Message, MultipleChoice, SingleChoice, Survey


def check_survey(campaign: Campaign, content: Survey) -> Iterator[Problem]:
    """Everything about a survey but its texts and references."""
    questions = [question for page in content.pages for question in page.questions]
    if all(isinstance(each, Message) for each in questions):
        yield Problem("error", "survey.no-question", place("campaign", campaign.id, "content"))
    for index, page in enumerate(content.pages):
        for number, question in enumerate(page.questions):
            path = ("content", "pages", index, "questions", number)
            if isinstance(question, SingleChoice | MultipleChoice):
                values = Counter(choice.value for choice in question.choices)
                for value in sorted(value for value, count in values.items() if count > 1):
                    where = place("campaign", campaign.id, *path, "choices")
                    yield Problem("error", "survey.value-twice", where, {"value": value, "id": question.id})
    if not content.closable and any(getattr(each, "required", False) for each in questions):
        where = place("campaign", campaign.id, "content", "closable")
        yield Problem("warning", "survey.cannot-leave", where)
