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
    ],
}
