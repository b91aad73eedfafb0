"""Campaigns of every kind, with every block, question, action, deed and advance, as the boot file holds them."""

from typing import Any

from handrail.compile.sdk_words import WORDS
from sdk.mutations import TINY_PNG

ELEMENTS = {"pay": "button", "iban": "input", "note": "textarea", "plan": "select", "menu": "a", "gone": "button"}
"""Captured elements by id, and their tags; ``gone`` is not on the page."""
PAGE = (
    "<h1>Accounts</h1><form onsubmit='return false'>"
    "<input data-handrail-id=iban><textarea data-handrail-id=note></textarea>"
    "<select data-handrail-id=plan><option value=a>A</option><option value=b>B</option></select></form>"
    "<button data-handrail-id=pay>Pay</button> <a href=#menu data-handrail-id=menu>Menu</a>"
)


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "bold": False, "italic": False, **more}


def rule(variable: str, operator: str = "isTrue", value: Any = None) -> dict[str, Any]:
    return {"variable": [variable], "operator": [operator], "value": [value], "yes": [-1], "no": [-2]}


def button(*actions: dict[str, Any], style: str = "primary") -> dict[str, Any]:
    return {"label": "Go {{name}}", "style": style, "actions": list(actions)}


def question(form: str, **more: Any) -> dict[str, Any]:
    return {
        "block": "question",
        "id": f"q-{form}",
        "form": form,
        "line": [said("How?")],
        "required": form == "scale",
        **more,
    }


def blocks(png_sha256: str) -> list[dict[str, Any]]:
    """Every block and every action that is no step's."""
    choices = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    acts = (
        "close",
        "never",
        "sendEvent",
        "returnValue",
        "snooze",
        "startCampaign",
        "openLink",
        "next",
        "back",
        "goToStep",
    )
    details = {
        "event": "paid",
        "value": "done",
        "minutes": 5,
        "campaign": "tour",
        "link": "/next",
        "newTab": True,
        "step": "two",
    }
    return [
        {"block": "heading", "line": [said("Welcome "), said("you", bold=True)]},
        {"block": "text", "paragraphs": [[said("See "), said("here", link="https://example.com/", italic=True)]]},
        {"block": "list", "numbered": True, "items": [[said("One")], [said("Two")]]},
        {
            "block": "image",
            "alternative": "A card",
            "width": 20,
            "height": 10,
            "blob": {"sha256": png_sha256, "length": len(TINY_PNG), "extension": "png"},
        },
        {"block": "frame", "link": "https://help.example/", "title": "Help", "height": 80},
        {
            "block": "video",
            "label": "A payment",
            "width": 160,
            "height": 90,
            "blob": {"sha256": png_sha256, "length": len(TINY_PNG), "extension": "webm"},
            "captions": [{"start": 0, "end": 900, "text": "Pay"}, {"start": 900, "end": 1800, "text": "Done"}],
        },
        {"block": "columns", "columns": [{"width": 1, "blocks": [{"block": "heading", "line": [said("Side")]}]}]},
        question("scale", least=0, most=10, low="Bad", high="Good"),
        question("stars"),
        question("choice", choices=choices),
        question("choices", choices=choices),
        question("text", most=20, attribute="name"),
        question("longText"),
        {"block": "buttons", "buttons": [button({"do": act, **details}) for act in acts]},
    ]


def items() -> dict[str, Any]:
    line = {
        "label": "Line",
        "description": "More",
        "keywords": "other",
        "actions": [{"do": "startCampaign", "campaign": "tour"}],
    }
    return {
        "block": "items",
        "search": True,
        "items": [
            {"id": "a", **line, "done": rule("trackedEventCount:paid", "atLeast", 1)},
            {"id": "b", **line, "done": rule("attribute:name", "isSet"), "rule": rule("elementPresent:pay")},
        ],
    }


def step(kind: str, id: str, next: str | None = None, advance: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "step": kind,
        "id": id,
        "blocks": [{"block": "heading", "line": [said(id)]}],
        "placement": "auto",
        "spotlight": True,
        "wait": 0.01,
        "whenMissing": "skip",
        "advance": advance or [{"on": "nextButton"}],
        **({"next": next} if next else {}),
        **more,
    }


def walkthrough(png_sha256: str) -> dict[str, Any]:
    """Every sort of step, deed and advance; through splits and a step whose element is gone."""
    every = [
        {"on": "nextButton"},
        {"on": "elementClick", "element": "pay"},
        {"on": "valueEntered", "element": "iban"},
        {"on": "elementAppears", "element": "gone"},
        {"on": "elementDisappears", "element": "gone"},
        {"on": "pageChange", "screen": "accounts"},
        {"on": "trackedEvent", "event": "paid"},
        {"on": "timeout", "seconds": 1},
    ]
    deeds = [
        ("click", "pay", {}),
        ("type", "iban", {"value": "DE"}),
        ("select", "plan", {"value": "b"}),
        ("scroll", "menu", {}),
        ("call", None, {"action": "refresh"}),
        ("navigate", None, {"link": "/next"}),
    ]
    names = [f"deed-{deed}" for deed, _, _ in deeds]
    acting = [
        step("action", name, following, [], deed={"do": deed, **more}, **({"element": element} if element else {}))
        for (deed, element, more), name, following in zip(deeds, names, [*names[1:], "last"], strict=True)
    ]
    return {
        "kind": "walkthrough",
        "closable": True,
        "showProgress": True,
        "starts": ["one", "two"],
        "errorHandler": "sorry",
        "steps": [
            step("balloon", "one", "two", every[:4], element="pay", blocks=blocks(png_sha256)[:4]),
            step("balloon", "two", "fork", every[4:] + every[:1], element="iban", placement="left"),
            step("split", "fork", "lost", [], branches=[{"rule": rule("returned:one", "equals", "a"), "next": "two"}]),
            step("balloon", "lost", "pause", element="gone", whenMissing="handler"),
            step("wait", "pause", names[0], [{"on": "elementDisappears", "element": "gone"}]),
            *acting,
            step("popup", "last", blocks=blocks(png_sha256)),
            step("popup", "sorry", names[0]),
        ],
    }


def contents(png_sha256: str) -> list[tuple[str, dict[str, Any]]]:
    """Kind → content, several of each."""
    all_blocks = blocks(png_sha256)
    here = {"position": "bottomEnd", "offsetX": 0, "offsetY": 0}
    announced = [
        (
            "announcement",
            {"kind": "announcement", "form": form, "position": "top", "closable": True, "blocks": all_blocks},
        )
        for form in ("modal", "banner", "slideIn", "fullScreen")
    ]
    standing = [
        (
            kind,
            {
                "kind": kind,
                "form": form,
                "label": "Help",
                "hint": "Press",
                "icon": "M1 1h22",
                "place": place,
                "actions": [{"do": "sendEvent", "event": "paid"}],
                "panel": panel,
                "finished": all_blocks[:2],
            },
        )
        for kind, form, place, panel in (
            ("launcher", "icon", {**here, "element": "pay"}, all_blocks),
            ("launcher", "banner", {**here, "element": "menu"}, all_blocks[:1]),
            ("checklist", "button", here, [all_blocks[0], items()]),
            ("helpMenu", "badge", here, [items()]),
        )
    ]
    tips = [
        (
            "tip",
            {
                "kind": "tip",
                "element": "iban",
                "show": show,
                "mark": show == "hover",
                "placement": "auto",
                "blocks": all_blocks[:4],
                "valid": rule("elementText:iban", "matches", "DE*"),
            },
        )
        for show in ("hover", "focus", "always", "invalid")
    ]
    survey = {**walkthrough(png_sha256), "kind": "survey", "form": "slideIn"}
    survey["steps"] = [
        step("popup", "one", "two", blocks=all_blocks),
        step("popup", "two", "last"),
        step("popup", "last"),
    ]
    return [*announced, ("walkthrough", walkthrough(png_sha256)), ("survey", survey), *standing, *tips]


def campaign(key: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """A line of the boot file's index."""
    return {
        "id": key,
        "key": key,
        "kind": kind,
        "content": content,
        "link": True,
        "priority": 5,
        "minSdk": "0.1.0",
        "trigger": {"on": "static"},
        "frequency": {"often": "always"},
        "startElements": ["pay"],
        "theme": "own",
        "audience": rule("segment:everybody"),
        "schedule": {"weekdays": [1, 2, 3, 4, 5, 6, 7], "fromTime": "00:00"},
        "playsLimit": 1000,
    }


def boot(campaigns: list[Any]) -> dict[str, Any]:
    """A boot file."""
    return {
        "format": 1,
        "application": "bank",
        "environment": "production",
        "release": 1,
        "language": "en",
        "baseLanguage": "en",
        "direction": "ltr",
        "languages": [{"name": "en", "displayName": "English", "locales": ["en"]}],
        "words": {
            **{word: f"[{word}]" for word in WORDS},
            "progress": "{n} of {total}",
            "tasksDone": "{n} of {total} done",
        },
        "settings": {
            "autoPlayMinSeconds": 0,
            "sessionTimeout": 1800,
            "eventsOff": ["pageView"],
            "linkOrigins": [],
            "pageOrigins": [],
            "collector": "/collect",
        },
        "attributes": [
            {"name": "name", "type": "text", "visibility": "public"},
            {"name": "plan", "type": "number", "visibility": "codeless", "source": "query:plan"},
        ],
        "trackedEvents": [
            {"name": "paid", "clickedElement": "pay"},
            {"name": "seen", "rule": rule("path", "contains", "/")},
        ],
        "segments": [{"id": "everybody", "rule": rule("sessionTime", "atLeast", 0)}],
        "screens": [{"id": "accounts", "rule": rule("path", "startsWith", "/")}],
        "elements": [
            {
                "id": id,
                "locator": {"format": 1, "tag": tag, "developerId": f"data-handrail-id={id}", "path": [], "within": []},
            }
            for id, tag in ELEMENTS.items()
        ],
        "themes": [{"id": "own", "css": ":host{--hr-primary:#063}"}],
        "defaultTheme": "own",
        "campaigns": campaigns,
    }
