"""Walkthroughs and surveys of one language: both are graphs of steps; a survey's popups ask."""

from handrail.compile.blocks import InLanguage, compile_blocks
from handrail.compile.markup import line, paragraphs, plain
from handrail.compile.rules import compile_rule
from handrail.schema.authored import survey as asked
from handrail.schema.authored import walkthrough as authored
from handrail.schema.wire import blocks as wire
from handrail.schema.wire.walkthrough import Advance, Branch, Deed, Step, Walkthrough

_ON_ELEMENT = ("elementClick", "valueEntered", "elementAppears", "elementDisappears")
_THANKS = "thanks."
"""Of the compiler's own steps: authored ids hold no dot."""


def compile_walkthrough(content: authored.Walkthrough, language: InLanguage) -> Walkthrough:
    """A walkthrough as it is, text by text."""
    return Walkthrough(
        kind="walkthrough",
        starts=content.starts,
        steps=[_step(each, language) for each in content.steps],
        show_progress=content.show_progress,
        error_handler=content.error_handler,
    )


def compile_survey(content: asked.Survey, language: InLanguage) -> Walkthrough:
    """A survey as a graph: a page is a popup, its jumps are a split that follows it, the thanks the last popup."""
    thanks = compile_blocks(content.thanks, language)
    last = _THANKS if thanks else None
    steps: list[Step] = []
    for index, page in enumerate(content.pages):
        following = content.pages[index + 1].id if index + 1 < len(content.pages) else last
        split = f"{page.id}.jump" if page.jumps else None
        blocks = [block for each in page.questions if (block := _question(each, language)) is not None]
        forward = [Advance(on="nextButton")]
        steps.append(Step(id=page.id, step="popup", blocks=blocks, advance=forward, next=split or following))
        if split is not None:
            branches = [Branch(rule=compile_rule(each.rule), next=each.to or last) for each in page.jumps]
            steps.append(Step(id=split, step="split", branches=branches, next=following))
    if thanks:
        steps.append(Step(id=_THANKS, step="popup", blocks=thanks, advance=[Advance(on="nextButton")]))
    return Walkthrough(
        kind="survey",
        starts=[content.pages[0].id],
        steps=steps,
        show_progress=content.show_progress,
        form=content.form,
        closable=content.closable,
    )


def _step(step: authored.Step, language: InLanguage) -> Step:
    match step:
        case authored.Balloon():
            return Step(
                id=step.id,
                step="balloon",
                element=step.element,
                placement=step.placement,
                spotlight=step.spotlight,
                blocks=compile_blocks(step.blocks, language),
                advance=[_advance(each, step.element) for each in step.advance],
                next=step.next,
                wait=step.wait_s,
                when_missing=step.when_missing,
            )
        case authored.Split():
            branches = [Branch(rule=compile_rule(each.rule), next=each.next) for each in step.branches]
            return Step(id=step.id, step="split", branches=branches, next=step.next)
        case authored.ActionStep():
            deed = Deed.model_validate(step.deed.model_dump())
            return Step(
                id=step.id,
                step="action",
                element=deed.element,
                deed=deed,
                next=step.next,
                wait=step.wait_s,
                when_missing=step.when_missing,
            )
    advance = [_advance(each, None) for each in step.advance]
    if isinstance(step, authored.Pause):
        return Step(id=step.id, step="wait", advance=advance, next=step.next)
    blocks = compile_blocks(step.blocks, language)
    return Step(id=step.id, step="popup", blocks=blocks, advance=advance, next=step.next)


def _advance(advance: authored.Advance, own_element: str | None) -> Advance:
    compiled = Advance.model_validate(advance.model_dump())
    if compiled.on in _ON_ELEMENT and compiled.element is None:
        return compiled.model_copy(update={"element": own_element})
    return compiled


def _question(question: asked.Question, language: InLanguage) -> wire.Block | None:
    text = language.text(question.text)
    if isinstance(question, asked.Message):
        found = paragraphs(text)
        return wire.Paragraphs(paragraphs=found) if found else None
    common = {
        "id": question.id,
        "line": line(text),
        "required": question.required,
        "attribute": question.attribute,
    }
    match question:
        case asked.Recommendation():
            low, high = plain(language.text(question.low)), plain(language.text(question.high))
            own = {"form": "scale", "least": 0, "most": 10, "low": low or None, "high": high or None}
        case asked.Rating():
            low, high = plain(language.text(question.low)), plain(language.text(question.high))
            form = "stars" if question.form == "stars" else "scale"
            own = {"form": form, "least": 1, "most": question.most, "low": low or None, "high": high or None}
        case asked.SingleChoice() | asked.MultipleChoice():
            choices = [
                wire.Choice(value=each.value, label=plain(language.text(each.label))) for each in question.choices
            ]
            own = {"form": "choice" if question.question == "single" else "choices", "choices": choices}
        case asked.ShortText() | asked.LongText():
            own = {"form": "text" if question.question == "shortText" else "longText", "most": question.max_length}
    return wire.Question.model_validate({**common, **own})
