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
    "help": {"en": "Help", "de": "Hilfe"},
    "manual": {"en": "Manual", "de": "Handbuch"},
    "tip-text": {"en": "Say in one sentence what belongs here.", "de": "Sagen Sie in einem Satz, was hierher gehört."},
    "likely": {
        "en": "How likely are you to recommend this application to a colleague?",
        "de": "Wie wahrscheinlich ist es, dass Sie diese Anwendung weiterempfehlen?",
    },
    "not-likely": {"en": "Not at all likely", "de": "Sehr unwahrscheinlich"},
    "very-likely": {"en": "Very likely", "de": "Sehr wahrscheinlich"},
    "better": {"en": "What could be better?", "de": "Was könnte besser sein?"},
    "thanks": {"en": "Thank you.", "de": "Vielen Dank."},
    "first-steps": {"en": "First steps", "de": "Erste Schritte"},
    "profile": {"en": "Look at your profile", "de": "Sehen Sie Ihr Profil an"},
    "all-done": {"en": "All done.", "de": "Alles erledigt."},
}


@dataclass(frozen=True)
class Template:
    """A campaign to start from.

    Attributes:
        kind: what it becomes.
        content: makes the content from the languages to fill.
        needs_element: it stands at an element of the application.
    """

    kind: str
    content: Callable[[list[str]], dict[str, object]]
    needs_element: bool = False


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


def _launcher(languages: list[str]) -> dict[str, object]:
    return {
        "kind": "launcher",
        "place": {"at": "corner", "corner": "bottomEnd"},
        "icon": "help",
        "label": _texts("help", languages),
        "actions": [_MANUAL],
    }


_MANUAL: Final = {"do": "openLink", "link": "/help/", "newTab": True}


def _tip(languages: list[str]) -> dict[str, object]:
    return {"kind": "tip", "blocks": [{"block": "text", "text": _texts("tip-text", languages)}]}


def _survey(languages: list[str]) -> dict[str, object]:
    likely = {
        "question": "nps",
        "id": "likely",
        "required": True,
        "text": _texts("likely", languages),
        "low": _texts("not-likely", languages),
        "high": _texts("very-likely", languages),
    }
    better = {"question": "longText", "id": "better", "text": _texts("better", languages)}
    return {
        "kind": "survey",
        "pages": [{"id": "page-1", "questions": [likely]}, {"id": "page-2", "questions": [better]}],
        "thanks": [{"block": "heading", "text": _texts("thanks", languages)}],
    }


def _checklist(languages: list[str]) -> dict[str, object]:
    task = {
        "id": "task-1",
        "label": _texts("profile", languages),
        "done": {"variable": "path", "operator": "contains", "value": "/profile"},
        "actions": [{"do": "openLink", "link": "/profile/"}],
    }
    return {
        "kind": "checklist",
        "label": _texts("first-steps", languages),
        "tasks": [task],
        "finished": [{"block": "text", "text": _texts("all-done", languages)}],
    }


def _help(languages: list[str]) -> dict[str, object]:
    entry = {"id": "entry-1", "label": _texts("manual", languages), "actions": [_MANUAL]}
    return {"kind": "helpMenu", "label": _texts("help", languages), "entries": [entry]}


TEMPLATES: Final[dict[str, Template]] = {
    "news": Template("announcement", _news),
    "maintenance": Template("announcement", _maintenance),
    "tour": Template("walkthrough", _tour),
    "launcher": Template("launcher", _launcher),
    "tip": Template("tip", _tip, needs_element=True),
    "survey": Template("survey", _survey),
    "checklist": Template("checklist", _checklist),
    "help": Template("helpMenu", _help),
}
"""Template name → what it makes."""


def start_document(
    *, template: str, campaign_id: str, name: str, languages: list[str], base_language: str, element: str | None = None
) -> Campaign:
    """A campaign of the template, its texts in those of ``languages`` that we have words for.

    Args:
        template: key of ``TEMPLATES``.
        campaign_id: of the new campaign.
        name: for its authors.
        languages: to fill.
        base_language: comes first.
        element: where a template that needs one stands.

    Raises:
        KeyError: no such template.
    """
    made = TEMPLATES[template]
    content = made.content([base_language, *(each for each in languages if each != base_language)])
    if made.needs_element:
        content["element"] = element
    return Campaign.model_validate({"id": campaign_id, "name": name, "content": content})
