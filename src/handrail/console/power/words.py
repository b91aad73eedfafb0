"""What Power Mode brought, in words: grades, reasons, locators, steps."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.applications.models import SyncedAssets
from handrail.compile.markup import plain
from handrail.console.audit.words import register_actions
from handrail.console.words import PROBLEMS, register_errors
from handrail.places.models import Proposal
from handrail.places.proposals import WalkthroughProposal, proposed_model
from handrail.schema.authored.actions import OpenLink
from handrail.schema.authored.blocks import (
    Block,
    Button,
    Buttons,
    Columns,
    Frame,
    Heading,
    Image,
    ItemList,
    Paragraphs,
    Video,
)
from handrail.schema.authored.places import Element, Locator, Screen
from handrail.schema.authored.rules import Condition
from handrail.schema.authored.texts import Texts
from handrail.schema.authored.walkthrough import Balloon, Popup

GRADES: dict[str, tuple[Promise | str, str, str]] = {
    "stable": (gettext_lazy("stable"), "green", "check"),
    "fair": (gettext_lazy("fair"), "yellow", "info"),
    "fragile": (gettext_lazy("fragile"), "red", "alert"),
}
"""Grade → word, colour, icon."""

REASONS: dict[str, Promise | str] = {
    "developerId": gettext_lazy("It carries an id given by the developers."),
    "severalFeatures": gettext_lazy("Several features identify it; each may change."),
    "oneFeature": gettext_lazy("One feature identifies it; once that changes, it is not found."),
    "textOnly": gettext_lazy("Only its text identifies it; once that is reworded, it is not found."),
    "positionOnly": gettext_lazy("Only its position identifies it. Ask for a data-handrail-id on it."),
    "severalAlike": gettext_lazy("Several elements look the same. Ask for a data-handrail-id on it."),
    "notFound": gettext_lazy("It cannot be told apart from others. Ask for a data-handrail-id on it."),
}
"""Code of a grade's reason, as Power Mode records it → sentence."""

COLOURS: dict[str, Promise | str] = {
    "background": gettext_lazy("background"),
    "text": gettext_lazy("text"),
    "primary": gettext_lazy("buttons"),
    "onPrimary": gettext_lazy("on buttons"),
    "link": gettext_lazy("links"),
    "border": gettext_lazy("borders"),
    "error": gettext_lazy("errors"),
}
"""Name of a synchronised colour → word."""

register_errors(
    {
        "power.not-for-authoring": gettext_lazy(
            "The environment {environment} is not made for authoring: Power Mode does not run there. Nothing was "
            "changed; use an environment whose snippet pins handrail-power.js."
        ),
        "power.too-many-proposals": gettext_lazy(
            "{count} proposals wait already. This one was not kept; accept or discard some first."
        ),
        "power.already-decided": gettext_lazy("“{what}” was decided already. Nothing was changed."),
        "power.code-malformed": gettext_lazy(
            "A code has 8 letters and digits, without I, O, 0 and 1. Look at the app again."
        ),
        "power.code-wrong": gettext_lazy(
            "No page of this application shows this code. Look again; tries left: {left}."
        ),
        "power.code-expired": gettext_lazy(
            "This code has expired: it is valid for two minutes. Nothing was changed; ask the app for a new one."
        ),
        "power.code-used": gettext_lazy("This code was used already. Nothing was changed; ask the app for a new one."),
        "power.too-many-tries": gettext_lazy(
            "Too many wrong codes. Nothing was changed; codes can be typed again in at most {minutes} minutes."
        ),
    }
)


register_actions(
    {
        "app-origin.added": gettext_lazy("origin of the app added"),
        "app-origin.removed": gettext_lazy("origin of the app removed"),
        "power.code-locked": gettext_lazy("too many wrong codes of Power Mode"),
        "power.paired": gettext_lazy("app connected by code"),
        "power.pairing-refused": gettext_lazy("connection by code refused"),
        "power.session-ended": gettext_lazy("session of Power Mode ended"),
    }
)
PROBLEMS.update(
    {
        "an origin is scheme, host and port, such as https://app.example or capacitor://localhost": gettext_lazy(
            "An origin is scheme, host and port, such as https://app.example or capacitor://localhost."
        ),
        "this environment is not made for authoring": gettext_lazy("This environment is not made for authoring."),
        "twenty origins are the limit": gettext_lazy("Twenty origins are the limit."),
    }
)


@dataclass(frozen=True)
class DescribedElement:
    """An element as the review page shows it."""

    name: str
    locator: str
    grade: dict[str, object] | None
    reason: str


@dataclass(frozen=True)
class DescribedStep:
    """A step as the review page shows it."""

    anchor: str
    texts: list[str]
    advance: list[str]


@dataclass(frozen=True)
class DescribedProposal:
    """A proposal as the review page shows it."""

    proposal: Proposal
    kind: str
    path: str = ""
    elements: list[DescribedElement] = field(default_factory=list)
    steps: list[DescribedStep] = field(default_factory=list)


@dataclass(frozen=True)
class DescribedAssets:
    """The looks of the app in one environment as the review page shows them."""

    synced: SyncedAssets
    colours: list[tuple[str, str]]
    fonts: dict[str, str]
    """Family → its weights, slanted ones marked."""


def describe_assets(synced: SyncedAssets) -> DescribedAssets:
    """Synchronised looks with their colours named; what was kept is ``#rrggbb`` by its check on arrival."""
    named = [(str(words), synced.colours[name]) for name, words in COLOURS.items() if name in synced.colours]
    fonts: dict[str, list[str]] = {}
    for font in synced.fonts:
        slanted = "" if font["style"] == "normal" else f" {font['style']}"
        fonts.setdefault(font["family"], []).append(font["weight"].replace(" ", "–") + slanted)
    return DescribedAssets(synced, named, {family: ", ".join(sorted(set(w))) for family, w in fonts.items()})


def reason_in_words(code: str) -> str:
    """Why an element has its grade; a text somebody wrote by hand is shown as it is."""
    return str(REASONS.get(code, code))


def grade_badge(grade: str) -> dict[str, object]:
    """What ``console/parts/badge.html`` draws for a grade."""
    words, colour, icon = GRADES.get(grade, (grade, "secondary", "circle"))
    return {"words": words, "colour": colour, "icon": icon}


def locator_in_words(locator: Locator) -> str:
    """What was recorded of an element, e.g. ``button “Continue”, id go, in dialog``."""
    named = [f"{locator.role or locator.tag}" + (f" “{locator.text}”" if locator.text else "")]
    facts = (
        (_("developer id {value}"), locator.developer_id),
        (_("id {value}"), locator.html_id),
        (_("field {value}"), locator.field_name),
        (_("leads to {value}"), locator.destination),
        (_("inside {value}"), " › ".join(locator.within) or None),
    )
    return ", ".join(named + [words.format(value=value) for words, value in facts if value])


def describe(proposal: Proposal, element_names: dict[str, str]) -> DescribedProposal:
    """A proposal in words.

    Args:
        proposal: a stored one; its document was validated when it came.
        element_names: id → name of elements that are drafts already.
    """
    model = proposed_model(proposal)
    if isinstance(model, Element):
        return DescribedProposal(proposal, _("Element"), elements=[_element(model)])
    if isinstance(model, Screen):
        path = str(model.rule.value) if isinstance(model.rule, Condition) else ""
        return DescribedProposal(proposal, _("Screen"), path=path)
    if not isinstance(model, WalkthroughProposal):
        return DescribedProposal(proposal, proposal.kind)
    names = element_names | {element.id: element.name for element in model.elements}
    shown = [step for step in model.campaign.content.steps if isinstance(step, Balloon | Popup)]
    steps = [_step(step, names) for step in shown]
    return DescribedProposal(proposal, _("Walkthrough"), elements=[_element(e) for e in model.elements], steps=steps)


def _element(element: Element) -> DescribedElement:
    badge = grade_badge(element.grade) if element.grade else None
    return DescribedElement(
        element.name, locator_in_words(element.locator), badge, reason_in_words(element.grade_reason)
    )


def _step(step: Balloon | Popup, names: dict[str, str]) -> DescribedStep:
    anchor = _("in the middle of the page")
    if step.step == "balloon":
        anchor = _("at “{name}”").format(name=names.get(step.element, step.element))
    words = {
        "nextButton": _("the Next button"),
        "elementClick": _("a click on the element"),
        "valueEntered": _("a value in the field"),
        "pageChange": _("another page"),
    }
    texts = [text for block in step.blocks for text in _block(block)]
    return DescribedStep(anchor, texts, [words.get(advance.on, advance.on) for advance in step.advance])


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading | Paragraphs):
        return _texts(block.text)
    if isinstance(block, ItemList):
        return [text for item in block.items for text in _texts(item)]
    if isinstance(block, Image):
        return [_("picture {sha}").format(sha=block.media[:12])]
    if isinstance(block, Video):
        said = [*_texts(block.label), *_texts(block.captions)]
        return [_("video {sha}").format(sha=block.media[:12]), *said]
    if isinstance(block, Frame):
        return [block.link, *_texts(block.title)]
    if isinstance(block, Columns):
        return [text for column in block.columns for each in column.blocks for text in _block(each)]
    if isinstance(block, Buttons):
        return [text for button in block.buttons for text in _button(button)]
    return []


def _button(button: Button) -> list[str]:
    acts = ", ".join(action.link if isinstance(action, OpenLink) else action.do for action in button.actions)
    return [f"[{label}] → {acts}" for label in _texts(button.label)]


def _texts(texts: Texts) -> list[str]:
    """As written, markup and all: whoever accepts sees every link in full."""
    return [plain(text) for text in texts.values() if text]
