"""What a new campaign begins with, in the languages of the application that we have words for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from handrail.schema.authored.campaign import Campaign

_WORDS: Final[dict[str, dict[str, str]]] = {
    "news": {"en": "What is new", "de": "Das ist neu"},
    "news-text": {
        "en": "Say in one or two sentences what has changed and whom it helps.",
        "de": "Sagen Sie in ein, zwei Sätzen, was sich geändert hat und wem es hilft.",
    },
    "maintenance": {"en": "Maintenance on Sunday", "de": "Wartung am Sonntag"},
    "maintenance-text": {
        "en": "From 2 to 4 in the morning nothing can be sent. What you have entered is kept.",
        "de": "Von 2 bis 4 Uhr kann nichts gesendet werden. Ihre Eingaben bleiben erhalten.",
    },
    "ok": {"en": "Got it", "de": "Verstanden"},
    "welcome": {"en": "Let us show you how", "de": "Wir zeigen Ihnen, wie es geht"},
    "welcome-text": {
        "en": "A few steps, about a minute. You can stop at any time.",
        "de": "Ein paar Schritte, etwa eine Minute. Sie können jederzeit aufhören.",
    },
    "start": {"en": "Start", "de": "Los geht’s"},
    "later": {"en": "Later", "de": "Später"},
}


@dataclass(frozen=True)
class Template:
    """A campaign to start from.

    Attributes:
        kind: what it becomes.
        content: makes the content from the languages to fill.
    """

    kind: str
    content: Callable[[list[str]], dict[str, object]]


def _texts(key: str, languages: list[str]) -> dict[str, str]:
    known = {name: _WORDS[key].get(name.split("-", maxsplit=1)[0], "") for name in languages}
    return {name: text for name, text in known.items() if text} or {languages[0]: _WORDS[key]["en"]}


def _news(languages: list[str]) -> dict[str, object]:
    return _announcement("modal", "news", languages)


def _maintenance(languages: list[str]) -> dict[str, object]:
    return _announcement("banner", "maintenance", languages)


def _announcement(form: str, words: str, languages: list[str]) -> dict[str, object]:
    return {
        "kind": "announcement",
        "form": form,
        "blocks": [
            {"block": "heading", "text": _texts(words, languages)},
            {"block": "text", "text": _texts(f"{words}-text", languages)},
            {"block": "buttons", "buttons": [{"label": _texts("ok", languages), "actions": [{"do": "close"}]}]},
        ],
    }


def _tour(languages: list[str]) -> dict[str, object]:
    buttons = [
        {"label": _texts("start", languages), "actions": [{"do": "next"}]},
        {"label": _texts("later", languages), "style": "secondary", "actions": [{"do": "close"}]},
    ]
    welcome = {
        "step": "popup",
        "id": "welcome",
        "blocks": [
            {"block": "heading", "text": _texts("welcome", languages)},
            {"block": "text", "text": _texts("welcome-text", languages)},
            {"block": "buttons", "buttons": buttons},
        ],
        "advance": [{"on": "nextButton"}],
    }
    return {"kind": "walkthrough", "starts": ["welcome"], "steps": [welcome]}


TEMPLATES: Final[dict[str, Template]] = {
    "news": Template("announcement", _news),
    "maintenance": Template("announcement", _maintenance),
    "tour": Template("walkthrough", _tour),
}
"""Template name → what it makes."""


def start_document(*, template: str, campaign_id: str, name: str, languages: list[str], base_language: str) -> Campaign:
    """A campaign of the template, its texts in those of ``languages`` that we have words for.

    Raises:
        KeyError: no such template.
    """
    ordered = [base_language, *(each for each in languages if each != base_language)]
    content = TEMPLATES[template].content(ordered)
    return Campaign.model_validate({"id": campaign_id, "name": name, "content": content})
