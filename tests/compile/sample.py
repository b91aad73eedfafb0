"""A small bank's content that uses every kind of thing, for the tests of this folder."""

import hashlib
import json
from typing import Any

from handrail.schema.authored.application import ApplicationContent, Overlay

PICTURE = b"\x89PNG\r\n\x1a\n not a real picture, only bytes"
SHA = hashlib.sha256(PICTURE).hexdigest()


def sample_data() -> dict[str, Any]:
    """The content as JSON data, to be changed by tests."""
    return json.loads(json.dumps(_DATA))


def sample() -> ApplicationContent:
    """The content."""
    return ApplicationContent.model_validate(_DATA)


def overlay(**values: object) -> Overlay:
    """Production of the bank."""
    return Overlay.model_validate({"environment": "production", "pageOrigins": ["https://bank.example"], **values})


_DATA: dict[str, Any] = {
    "name": "Sample Bank",
    "settings": {
        "baseLanguage": "en",
        "sessionTimeoutS": 1200,
        "autoPlayCap": {"perSession": 2, "minSecondsBetween": 30},
        "eventsOff": ["pageView"],
        "linkOrigins": ["https://help.bank.example"],
        "defaultTheme": "bank",
        "words": {"de": {"next": "Fortfahren"}},
    },
    "languages": [
        {"name": "en", "displayName": "English", "locales": ["en-gb"]},
        {"name": "de", "displayName": "Deutsch", "locales": ["de-at", "de-ch"]},
        {"name": "de-simple", "displayName": "Leichte Sprache", "fallback": "de"},
    ],
    "attributes": [
        {"name": "plan", "type": "text"},
        {"name": "balance", "type": "number", "visibility": "private"},
        {"name": "branch", "visibility": "codeless", "source": "meta:branch"},
    ],
    "trackedEvents": [
        {"name": "paid", "description": "A transfer was sent", "clickedElement": "send"},
        {"name": "late", "rule": {"variable": "timeOfDay", "operator": "after", "value": "22:00"}},
    ],
    "segments": [
        {
            "id": "clerks",
            "name": "Clerks",
            "rule": {"variable": "attribute", "argument": "plan", "operator": "equals", "value": "clerk"},
        }
    ],
    "screens": [
        {"id": "accounts", "name": "Accounts", "rule": {"variable": "path", "operator": "equals", "value": "/"}},
        {
            "id": "transfer",
            "name": "Transfer",
            "rule": {"variable": "path", "operator": "startsWith", "value": "/transfer"},
        },
    ],
    "elements": [
        {
            "id": "send",
            "name": "Send",
            "screen": "transfer",
            "grade": "stable",
            "locator": {"tag": "button", "role": "button", "text": "Send 3 now", "path": ["button", "form#pay"]},
        },
        {"id": "amount", "name": "Amount", "locator": {"tag": "input", "fieldName": "amount", "fieldType": "text"}},
    ],
    "themes": [
        {
            "id": "bank",
            "name": "Bank",
            "light": {"primary": "#0A5C36", "fontFamily": "Bank Sans, 'Segoe UI, sans-serif"},
            "dark": {"background": "#101418", "text": "#f0f0f0"},
        }
    ],
    "media": [{"sha256": SHA, "name": "logo", "extension": "png", "width": 64, "height": 32}],
    "campaigns": [
        {
            "id": "welcome",
            "name": "Welcome",
            "labels": ["autumn"],
            "audience": {
                "all": [
                    {"variable": "country", "operator": "oneOf", "value": ["DE", "AT"]},
                    {"variable": "sessionNumber", "operator": "atLeast", "value": 3},
                ]
            },
            "autoPlay": {"trigger": {"on": "static"}, "priority": 80, "schedule": {"weekdays": [1, 2]}},
            "content": {
                "kind": "announcement",
                "form": "modal",
                "blocks": [
                    {"block": "heading", "text": {"en": "Welcome", "de": "Willkommen"}},
                    {
                        "block": "text",
                        "text": {
                            "en": "Hello {{plan}}, **read** [more](https://help.bank.example/new).\n\nThank you.",
                            "de": "Guten Tag {{plan}}, **lesen** Sie [mehr](https://help.bank.example/neu).",
                        },
                    },
                    {"block": "image", "media": SHA, "alternative": {"en": "Our logo", "de": "Unser Logo"}},
                    {"block": "list", "items": [{"en": "One", "de": "Eins"}, {"en": "Two"}]},
                    {
                        "block": "buttons",
                        "buttons": [
                            {
                                "label": {"en": "Show me", "de": "Zeigen"},
                                "actions": [{"do": "startCampaign", "campaign": "first-transfer"}],
                            },
                            {"label": {"en": "Later", "de": "Später"}, "actions": [{"do": "snooze", "minutes": 60}]},
                        ],
                    },
                ],
            },
        },
        {
            "id": "first-transfer",
            "name": "First transfer",
            "triggerKey": "transferTour",
            "audience": {
                "any": [
                    {"variable": "segment", "argument": "clerks", "operator": "isTrue"},
                    {"not": {"variable": "elementHasValue", "argument": "amount", "operator": "isTrue"}},
                ]
            },
            "content": {
                "kind": "walkthrough",
                "starts": ["open", "hello"],
                "steps": [
                    {
                        "step": "popup",
                        "id": "hello",
                        "blocks": [{"block": "text", "text": {"en": "Let us begin.", "de": "Wir beginnen."}}],
                        "advance": [{"on": "nextButton"}, {"on": "timeout", "seconds": 30}],
                        "next": "open",
                    },
                    {
                        "step": "balloon",
                        "id": "open",
                        "name": "Amount",
                        "element": "amount",
                        "blocks": [{"block": "text", "text": {"en": "Type the amount.", "de": "Betrag eingeben."}}],
                        "advance": [{"on": "valueEntered"}],
                        "next": "send",
                    },
                    {
                        "step": "balloon",
                        "id": "send",
                        "element": "send",
                        "blocks": [{"block": "text", "text": {"en": "Press here.", "de": "Hier drücken."}}],
                        "advance": [
                            {"on": "elementClick"},
                            {"on": "trackedEvent", "event": "paid"},
                            {"on": "pageChange", "screen": "accounts"},
                        ],
                    },
                ],
            },
        },
        {
            "id": "which-transfer",
            "name": "Which transfer",
            "content": {
                "kind": "walkthrough",
                "starts": ["which"],
                "errorHandler": "sorry",
                "steps": [
                    {
                        "step": "split",
                        "id": "which",
                        "name": "Which",
                        "branches": [
                            {
                                "rule": {"variable": "elementVisible", "argument": "send", "operator": "isTrue"},
                                "next": "press",
                            },
                            {
                                "rule": {
                                    "variable": "returned",
                                    "argument": "ask",
                                    "operator": "equals",
                                    "value": "big",
                                },
                                "next": "until",
                            },
                        ],
                        "next": "ask",
                    },
                    {"step": "action", "id": "ask", "deed": {"do": "call", "action": "kindOf"}, "next": "until"},
                    {
                        "step": "wait",
                        "id": "until",
                        "advance": [{"on": "elementAppears", "element": "send"}, {"on": "timeout", "seconds": 9}],
                        "next": "fill",
                    },
                    {
                        "step": "action",
                        "id": "fill",
                        "deed": {"do": "type", "element": "amount", "value": "12"},
                        "whenMissing": "handler",
                        "waitS": 3,
                        "next": "go",
                    },
                    {"step": "action", "id": "go", "deed": {"do": "navigate", "link": "/transfer"}, "next": "press"},
                    {"step": "action", "id": "press", "deed": {"do": "click", "element": "send"}},
                    {
                        "step": "popup",
                        "id": "sorry",
                        "blocks": [{"block": "text", "text": {"en": "Sorry.", "de": "Schade."}}],
                        "advance": [{"on": "nextButton"}],
                    },
                ],
            },
        },
        {
            "id": "help-here",
            "name": "Help here",
            "content": {
                "kind": "launcher",
                "place": {"at": "element", "element": "send", "position": "end", "offsetX": 4},
                "form": "icon",
                "icon": "play",
                "label": {"en": "Show me how", "de": "So geht es"},
                "hint": {"en": "Takes a minute", "de": "Dauert eine Minute"},
                "actions": [{"do": "startCampaign", "campaign": "first-transfer"}],
            },
        },
        {
            "id": "amount-tip",
            "name": "Amount",
            "content": {
                "kind": "tip",
                "element": "amount",
                "show": "invalid",
                "mark": True,
                "placement": "right",
                "blocks": [{"block": "text", "text": {"en": "An amount, e.g. 12", "de": "Ein Betrag, z. B. 12"}}],
                "valid": {
                    "not": {
                        "variable": "elementValue",
                        "argument": "amount",
                        "operator": "startsWith",
                        "value": "-",
                    }
                },
            },
        },
        {
            "id": "opinion",
            "name": "Opinion",
            "autoPlay": {"trigger": {"on": "trackedEvent", "event": "paid"}},
            "content": {
                "kind": "survey",
                "form": "modal",
                "pages": [
                    {
                        "id": "first",
                        "name": "First",
                        "questions": [
                            {"question": "message", "id": "hello", "text": {"en": "Hello.", "de": "Guten Tag."}},
                            {
                                "question": "nps",
                                "id": "would",
                                "text": {"en": "Would you?", "de": "Würden Sie?"},
                                "required": True,
                                "attribute": "plan",
                                "low": {"en": "No", "de": "Nein"},
                                "high": {"en": "Yes", "de": "Ja"},
                            },
                            {
                                "question": "single",
                                "id": "why",
                                "text": {"en": "Why?", "de": "Warum?"},
                                "choices": [
                                    {"value": "fast", "label": {"en": "Fast", "de": "Schnell"}},
                                    {"value": "slow", "label": {"en": "Slow", "de": "Langsam"}},
                                ],
                            },
                        ],
                        "jumps": [
                            {
                                "rule": {"variable": "answer", "argument": "would", "operator": "atLeast", "value": 9},
                            },
                            {
                                "rule": {
                                    "variable": "answer",
                                    "argument": "why",
                                    "operator": "equals",
                                    "value": "slow",
                                },
                                "to": "second",
                            },
                        ],
                    },
                    {
                        "id": "second",
                        "questions": [
                            {
                                "question": "rating",
                                "id": "stars",
                                "text": {"en": "Stars?", "de": "Sterne?"},
                                "most": 4,
                            },
                            {
                                "question": "shortText",
                                "id": "words",
                                "text": {"en": "More?", "de": "Mehr?"},
                                "maxLength": 90,
                            },
                        ],
                    },
                ],
                "thanks": [{"block": "heading", "text": {"en": "Thank you", "de": "Danke"}}],
            },
        },
        {
            "id": "first-days",
            "name": "First days",
            "content": {
                "kind": "checklist",
                "place": {"at": "corner", "corner": "bottomStart"},
                "label": {"en": "Your first days", "de": "Ihre ersten Tage"},
                "tasks": [
                    {
                        "id": "transfer",
                        "label": {"en": "A transfer", "de": "Eine Überweisung"},
                        "description": {"en": "Three pages", "de": "Drei Seiten"},
                        "done": {"variable": "campaignCompleted", "argument": "first-transfer", "operator": "isTrue"},
                        "actions": [{"do": "startCampaign", "campaign": "first-transfer"}],
                    }
                ],
                "finished": [{"block": "text", "text": {"en": "Done!", "de": "Geschafft!"}}],
            },
        },
        {
            "id": "help",
            "name": "Help",
            "content": {
                "kind": "helpMenu",
                "label": {"en": "Help", "de": "Hilfe"},
                "entries": [
                    {
                        "id": "transfer",
                        "label": {"en": "Make a transfer", "de": "Überweisen"},
                        "description": {"en": "Step by step", "de": "Schritt für Schritt"},
                        "keywords": {"en": "pay money", "de": "zahlen Geld"},
                        "rule": {"variable": "screen", "argument": "accounts", "operator": "isTrue"},
                        "actions": [{"do": "openLink", "link": "/help", "newTab": True}],
                    }
                ],
            },
        },
    ],
}
