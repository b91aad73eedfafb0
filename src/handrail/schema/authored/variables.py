"""Variables a rule may ask about and the operators each type knows.

Types: ``text``, ``number``, ``truth`` (yes or no), ``version`` (dotted numbers), ``time`` (ISO date or HH:MM).
``attribute`` is ``any``: its declared type decides, checked where the whole application is at hand.
"""

from typing import Final, Literal, NamedTuple

VariableName = Literal[
    "attribute",
    "userId",
    "sessionNumber",
    "sessionTime",
    "timeOnPage",
    "locale",
    "language",
    "country",
    "timeZone",
    "browser",
    "os",
    "deviceType",
    "viewportWidth",
    "appVersion",
    "sdkVersion",
    "platform",
    "url",
    "path",
    "query",
    "fragment",
    "referrer",
    "pageTitle",
    "screen",
    "elementPresent",
    "elementVisible",
    "elementHasValue",
    "elementText",
    "elementValue",
    "campaignSeen",
    "campaignClicked",
    "campaignCompleted",
    "trackedEventCount",
    "trackedEventThisSession",
    "trackedEventDays",
    "date",
    "weekday",
    "timeOfDay",
    "colourScheme",
    "abGroup",
    "segment",
    "network",
    "answer",
    "returned",
]

Operator = Literal[
    "equals",
    "notEquals",
    "oneOf",
    "noneOf",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "isSet",
    "isNotSet",
    "isTrue",
    "isFalse",
    "lessThan",
    "atMost",
    "moreThan",
    "atLeast",
    "between",
    "before",
    "after",
    "withinLastDays",
]

VariableType = Literal["text", "number", "truth", "version", "time", "any"]


class Variable(NamedTuple):
    """What a variable yields and whether it is asked *about* something (an attribute's name, an element's id)."""

    type: VariableType
    needs_argument: bool = False


VARIABLES: Final[dict[str, Variable]] = {
    "attribute": Variable("any", True),
    "userId": Variable("text"),
    "sessionNumber": Variable("number"),
    "sessionTime": Variable("number"),
    "timeOnPage": Variable("number"),
    "locale": Variable("text"),
    "language": Variable("text"),
    "country": Variable("text"),
    "timeZone": Variable("text"),
    "browser": Variable("text"),
    "os": Variable("text"),
    "deviceType": Variable("text"),
    "viewportWidth": Variable("number"),
    "appVersion": Variable("version"),
    "sdkVersion": Variable("version"),
    "platform": Variable("text"),
    "url": Variable("text"),
    "path": Variable("text"),
    "query": Variable("text", True),
    "fragment": Variable("text"),
    "referrer": Variable("text"),
    "pageTitle": Variable("text"),
    "screen": Variable("truth", True),
    "elementPresent": Variable("truth", True),
    "elementVisible": Variable("truth", True),
    "elementHasValue": Variable("truth", True),
    "elementText": Variable("text", True),
    "elementValue": Variable("text", True),
    "campaignSeen": Variable("truth", True),
    "campaignClicked": Variable("truth", True),
    "campaignCompleted": Variable("truth", True),
    "trackedEventCount": Variable("number", True),
    "trackedEventThisSession": Variable("number", True),
    "trackedEventDays": Variable("number", True),
    "date": Variable("time"),
    "weekday": Variable("number"),
    "timeOfDay": Variable("time"),
    "colourScheme": Variable("text"),
    "abGroup": Variable("number", True),
    "segment": Variable("truth", True),
    "network": Variable("text"),
    "answer": Variable("any", True),
    "returned": Variable("any", True),
}
"""``sessionTime`` and ``timeOnPage`` in seconds; ``weekday`` 1 (Monday) to 7; ``trackedEventDays`` days since the
last time; ``abGroup`` 0 to 99, argument = name of the split; ``query`` argument = name of the parameter; ``network``
is ``online`` or ``offline``; ``elementValue`` what stands in a field, never in one for passwords, one-time codes or
payment data, nor in one that the page marks private. ``answer`` (argument: a question) and ``returned`` (argument: a
step that called the page) exist only inside the campaign."""

_TEXT: Final[tuple[Operator, ...]] = (
    "equals",
    "notEquals",
    "oneOf",
    "noneOf",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "isSet",
    "isNotSet",
)
_NUMBER: Final[tuple[Operator, ...]] = (
    "equals",
    "notEquals",
    "oneOf",
    "noneOf",
    "lessThan",
    "atMost",
    "moreThan",
    "atLeast",
    "between",
    "isSet",
    "isNotSet",
)
_TRUTH: Final[tuple[Operator, ...]] = ("isTrue", "isFalse")
_TIME: Final[tuple[Operator, ...]] = ("equals", "before", "after", "between", "withinLastDays")

OPERATORS_OF: Final[dict[VariableType, tuple[Operator, ...]]] = {
    "text": _TEXT,
    "number": _NUMBER,
    "truth": _TRUTH,
    "version": (
        "equals",
        "notEquals",
        "lessThan",
        "atMost",
        "moreThan",
        "atLeast",
        "between",
        "isSet",
        "isNotSet",
    ),
    "time": _TIME,
    "any": tuple(dict.fromkeys((*_TEXT, *_NUMBER, *_TRUTH, *_TIME))),
}
