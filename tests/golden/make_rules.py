"""Writes ``tests/golden/rules/*.json``: rules, their programs, what the page knows, and what must come out.

Run ``PYTHONPATH=src python tests/golden/make_rules.py``. Every expectation in the tables below was written by hand
from the words of the reference (docs/reference/content.md); nothing here evaluates a rule. pytest checks that each
rule still compiles to its program, vitest that each program yields what is expected.

A row is (name, rule, context, expected). ``context`` maps a variable, or ``variable:argument``, to its value;
what is not in it is not available. ``date`` is today, in the end user's time zone.
"""

import json
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter

from handrail.compile.rules import USER_HASH_DIGITS, compile_rule, compile_segment
from handrail.compile.text_hash import keyed_hash
from handrail.schema.authored.rules import Rule, Segment

Tree: TypeAlias = dict[str, object]
Row: TypeAlias = tuple[str, Tree, dict[str, object], bool]


def c(variable: str, operator: str, value: object = None) -> Tree:
    """A condition; ``variable`` may carry its argument after a colon."""
    name, _, argument = variable.partition(":")
    condition: Tree = {"variable": name}
    if argument:
        condition["argument"] = argument
    condition["operator"] = operator
    if value is not None:
        condition["value"] = value
    return condition


def both(*parts: Tree) -> Tree:
    """All parts."""
    return {"all": list(parts)}


def either(*parts: Tree) -> Tree:
    """At least one part."""
    return {"any": list(parts)}


def no(part: Tree) -> Tree:
    """Not the part."""
    return {"not": part}


PLAN = "attribute:plan"
AGE = "attribute:age"
SINCE = "attribute:since"
VIP = "attribute:vip"
GOLD: dict[str, object] = {PLAN: "gold"}

TEXT: list[Row] = [
    ("the same text equals", c(PLAN, "equals", "gold"), GOLD, True),
    ("another text does not equal", c(PLAN, "equals", "silver"), GOLD, False),
    ("case counts in equals", c(PLAN, "equals", "Gold"), GOLD, False),
    ("white space counts in equals", c(PLAN, "equals", "gold "), GOLD, False),
    ("a missing text does not equal", c(PLAN, "equals", "gold"), {}, False),
    ("an empty text equals an empty text", c(PLAN, "equals", ""), {PLAN: ""}, True),
    ("a number does not equal its digits", c(PLAN, "equals", "5"), {PLAN: 5}, False),
    ("another text is not equal", c(PLAN, "notEquals", "silver"), GOLD, True),
    ("the same text is not 'not equal'", c(PLAN, "notEquals", "gold"), GOLD, False),
    ("a missing text is not 'not equal' either", c(PLAN, "notEquals", "gold"), {}, False),
    ("first of a list", c(PLAN, "oneOf", ["gold", "silver"]), GOLD, True),
    ("last of a list", c(PLAN, "oneOf", ["silver", "gold"]), GOLD, True),
    ("not in the list", c(PLAN, "oneOf", ["silver", "bronze"]), GOLD, False),
    ("nothing is one of an empty list", c(PLAN, "oneOf", []), GOLD, False),
    ("a missing text is one of nothing", c(PLAN, "oneOf", ["gold"]), {}, False),
    ("none of a list without it", c(PLAN, "noneOf", ["silver", "bronze"]), GOLD, True),
    ("none of a list with it", c(PLAN, "noneOf", ["silver", "gold"]), GOLD, False),
    ("none of an empty list", c(PLAN, "noneOf", []), GOLD, True),
    ("a missing text is not 'none of'", c(PLAN, "noneOf", ["silver"]), {}, False),
    ("contains a middle part", c(PLAN, "contains", "ol"), GOLD, True),
    ("contains the whole", c(PLAN, "contains", "gold"), GOLD, True),
    ("contains nothing of that kind", c(PLAN, "contains", "il"), GOLD, False),
    ("case counts in contains", c(PLAN, "contains", "OL"), GOLD, False),
    ("a missing text contains nothing", c(PLAN, "contains", "ol"), {}, False),
    ("a number contains no text", c(PLAN, "contains", "5"), {PLAN: 15}, False),
    ("starts with its beginning", c(PLAN, "startsWith", "go"), GOLD, True),
    ("does not start with its end", c(PLAN, "startsWith", "ld"), GOLD, False),
    ("a missing text starts with nothing", c(PLAN, "startsWith", "g"), {}, False),
    ("ends with its end", c(PLAN, "endsWith", "ld"), GOLD, True),
    ("does not end with its beginning", c(PLAN, "endsWith", "go"), GOLD, False),
    ("a longer ending is no ending", c(PLAN, "endsWith", "old gold"), GOLD, False),
    ("a missing text ends with nothing", c(PLAN, "endsWith", "d"), {}, False),
    ("is set when there", c(PLAN, "isSet"), GOLD, True),
    ("an empty text is set", c(PLAN, "isSet"), {PLAN: ""}, True),
    ("is not set when missing", c(PLAN, "isSet"), {}, False),
    ("zero is set", c(AGE, "isSet"), {AGE: 0}, True),
    ("false is set", c(VIP, "isSet"), {VIP: False}, True),
    ("isNotSet when missing", c(PLAN, "isNotSet"), {}, True),
    ("not isNotSet when there", c(PLAN, "isNotSet"), GOLD, False),
    ("umlauts are letters like others", c(PLAN, "equals", "Grün"), {PLAN: "Grün"}, True),
    ("a text of two code units", c(PLAN, "startsWith", "🏦"), {PLAN: "🏦 bank"}, True),
]

PATTERNS: list[Row] = [
    ("a star stands for a part", c("path", "matches", "/accounts/*"), {"path": "/accounts/42"}, True),
    ("a star stands for nothing, too", c("path", "matches", "/accounts/*"), {"path": "/accounts/"}, True),
    ("a star crosses slashes", c("path", "matches", "/a/*/z"), {"path": "/a/b/c/z"}, True),
    ("a pattern covers the whole text", c("path", "matches", "/accounts"), {"path": "/accounts/42"}, False),
    ("a pattern begins at the beginning", c("path", "matches", "accounts/*"), {"path": "/accounts/42"}, False),
    ("stars at both ends look inside", c("path", "matches", "*transfer*"), {"path": "/de/transfer/new"}, True),
    ("a question mark is one character", c("path", "matches", "/step?"), {"path": "/step2"}, True),
    ("a question mark is not none", c("path", "matches", "/step?"), {"path": "/step"}, False),
    ("a question mark is not two", c("path", "matches", "/step?"), {"path": "/step12"}, False),
    ("a dot is a dot", c("path", "matches", "/a.html"), {"path": "/aXhtml"}, False),
    ("brackets are brackets", c("path", "matches", "/[a]/(b)+*"), {"path": "/[a]/(b)+c"}, True),
    ("case counts in patterns", c("path", "matches", "/Accounts/*"), {"path": "/accounts/1"}, False),
    ("a star alone matches everything", c("path", "matches", "*"), {"path": ""}, True),
    ("nothing missing matches a star", c("path", "matches", "*"), {}, False),
    ("the star gives back what follows it", c("path", "matches", "*ab"), {"path": "aab"}, True),
    ("many stars end", c("path", "matches", "*a*a*a*a*a*b"), {"path": "a" * 60}, False),
    ("an empty pattern matches an empty text", c("fragment", "matches", ""), {"fragment": ""}, True),
]

NUMBERS: list[Row] = [
    ("the same number equals", c(AGE, "equals", 30), {AGE: 30}, True),
    ("a half is not its whole", c(AGE, "equals", 30), {AGE: 30.5}, False),
    ("digits do not equal a number", c(AGE, "equals", 30), {AGE: "30"}, False),
    ("another number is not equal", c(AGE, "notEquals", 30), {AGE: 31}, True),
    ("a missing number is not 'not equal'", c(AGE, "notEquals", 30), {}, False),
    ("one of numbers", c(AGE, "oneOf", [1, 2, 3]), {AGE: 2}, True),
    ("one of numbers, not", c(AGE, "oneOf", [1, 2, 3]), {AGE: 4}, False),
    ("none of numbers", c(AGE, "noneOf", [1, 2, 3]), {AGE: 4}, True),
    ("less than", c(AGE, "lessThan", 30), {AGE: 29}, True),
    ("the limit is not less", c(AGE, "lessThan", 30), {AGE: 30}, False),
    ("the limit is at most", c(AGE, "atMost", 30), {AGE: 30}, True),
    ("above is not at most", c(AGE, "atMost", 30), {AGE: 31}, False),
    ("more than", c(AGE, "moreThan", 30), {AGE: 31}, True),
    ("the limit is not more", c(AGE, "moreThan", 30), {AGE: 30}, False),
    ("the limit is at least", c(AGE, "atLeast", 30), {AGE: 30}, True),
    ("below is not at least", c(AGE, "atLeast", 30), {AGE: 29.9}, False),
    ("numbers are compared as numbers", c(AGE, "moreThan", 9), {AGE: 10}, True),
    ("below zero", c(AGE, "lessThan", 0), {AGE: -1}, True),
    ("between, lower end", c(AGE, "between", [18, 30]), {AGE: 18}, True),
    ("between, upper end", c(AGE, "between", [18, 30]), {AGE: 30}, True),
    ("between, outside", c(AGE, "between", [18, 30]), {AGE: 31}, False),
    ("between, ends swapped holds nothing", c(AGE, "between", [30, 18]), {AGE: 20}, False),
    ("a missing number is not less", c(AGE, "lessThan", 30), {}, False),
    ("a missing number is not more", c(AGE, "moreThan", 30), {}, False),
    ("a missing number is not between", c(AGE, "between", [0, 100]), {}, False),
    ("a text is not more than a number", c(AGE, "moreThan", 5), {AGE: "6"}, False),
    ("a text is not less than a number", c(AGE, "lessThan", 5), {AGE: "4"}, False),
    ("third session", c("sessionNumber", "atLeast", 3), {"sessionNumber": 3}, True),
    ("first session", c("sessionNumber", "equals", 1), {"sessionNumber": 1}, True),
    ("a minute on the page", c("timeOnPage", "moreThan", 60), {"timeOnPage": 61}, True),
    ("a phone's width", c("viewportWidth", "lessThan", 640), {"viewportWidth": 390}, True),
    ("half of the users", c("abGroup:colours", "lessThan", 50), {"abGroup:colours": 49}, True),
    ("the other half", c("abGroup:colours", "lessThan", 50), {"abGroup:colours": 50}, False),
    ("another split's group does not count", c("abGroup:colours", "lessThan", 50), {"abGroup:texts": 1}, False),
    ("event twice", c("trackedEventCount:paid", "atLeast", 2), {"trackedEventCount:paid": 2}, True),
    ("event never", c("trackedEventCount:paid", "equals", 0), {"trackedEventCount:paid": 0}, True),
    ("event days ago", c("trackedEventDays:paid", "atMost", 7), {"trackedEventDays:paid": 8}, False),
    ("event never has no days", c("trackedEventDays:paid", "moreThan", 7), {}, False),
    ("on weekdays", c("weekday", "between", [1, 5]), {"weekday": 5}, True),
    ("on Sunday", c("weekday", "between", [1, 5]), {"weekday": 7}, False),
]

TRUTHS: list[Row] = [
    ("true is true", c(VIP, "isTrue"), {VIP: True}, True),
    ("false is not true", c(VIP, "isTrue"), {VIP: False}, False),
    ("missing is not true", c(VIP, "isTrue"), {}, False),
    ("the word true is not true", c(VIP, "isTrue"), {VIP: "true"}, False),
    ("one is not true", c(VIP, "isTrue"), {VIP: 1}, False),
    ("false is false", c(VIP, "isFalse"), {VIP: False}, True),
    ("true is not false", c(VIP, "isFalse"), {VIP: True}, False),
    ("missing is not false", c(VIP, "isFalse"), {}, False),
    ("zero is not false", c(VIP, "isFalse"), {VIP: 0}, False),
    ("on the screen", c("screen:accounts", "isTrue"), {"screen:accounts": True}, True),
    ("not on the screen", c("screen:accounts", "isFalse"), {"screen:accounts": False}, True),
    ("element there", c("elementPresent:pay", "isTrue"), {"elementPresent:pay": True}, True),
    ("element hidden", c("elementVisible:pay", "isTrue"), {"elementVisible:pay": False}, False),
    ("field filled", c("elementHasValue:iban", "isTrue"), {"elementHasValue:iban": True}, True),
    ("campaign not seen yet", c("campaignSeen:welcome", "isFalse"), {"campaignSeen:welcome": False}, True),
    ("campaign clicked", c("campaignClicked:welcome", "isTrue"), {"campaignClicked:welcome": True}, True),
    ("campaign completed", c("campaignCompleted:first", "isTrue"), {"campaignCompleted:first": False}, False),
    ("in the segment", c("segment:clerks", "isTrue"), {"segment:clerks": True}, True),
    ("outside the segment", c("segment:clerks", "isFalse"), {"segment:clerks": True}, False),
]

VERSIONS: list[Row] = [
    ("ten comes after nine", c("appVersion", "moreThan", "1.9"), {"appVersion": "1.10"}, True),
    ("missing parts are zero", c("appVersion", "equals", "1"), {"appVersion": "1.0.0"}, True),
    ("a patch is more", c("appVersion", "moreThan", "2.3"), {"appVersion": "2.3.1"}, True),
    ("the same is at least", c("appVersion", "atLeast", "2.3.0"), {"appVersion": "2.3"}, True),
    ("the same is at most", c("appVersion", "atMost", "2.3"), {"appVersion": "2.3.0"}, True),
    ("older is less", c("appVersion", "lessThan", "2.0"), {"appVersion": "1.99.99"}, True),
    ("newer is not less", c("appVersion", "lessThan", "2.0"), {"appVersion": "2.0.1"}, False),
    ("not equal", c("appVersion", "notEquals", "2.0"), {"appVersion": "2.1"}, True),
    ("equal after all", c("appVersion", "notEquals", "2"), {"appVersion": "2.0"}, False),
    ("between versions", c("appVersion", "between", ["1.2", "1.10"]), {"appVersion": "1.9"}, True),
    ("outside versions", c("appVersion", "between", ["1.2", "1.10"]), {"appVersion": "1.11"}, False),
    ("no version is no more", c("appVersion", "moreThan", "0"), {}, False),
    ("what is no version is not less", c("appVersion", "lessThan", "9"), {"appVersion": "beta"}, False),
    ("what is no version is not more", c("appVersion", "moreThan", "0"), {"appVersion": "beta"}, False),
    ("the SDK's own", c("sdkVersion", "atLeast", "0.1"), {"sdkVersion": "0.1.0"}, True),
    ("no version is set", c("appVersion", "isNotSet"), {}, True),
]

TODAY: dict[str, object] = {"date": "2026-11-25"}

TIMES: list[Row] = [
    ("today", c("date", "equals", "2026-11-25"), TODAY, True),
    ("before a day", c("date", "before", "2026-11-26"), TODAY, True),
    ("a day is not before itself", c("date", "before", "2026-11-25"), TODAY, False),
    ("after a day", c("date", "after", "2026-11-24"), TODAY, True),
    ("a day is not after itself", c("date", "after", "2026-11-25"), TODAY, False),
    ("between days, first", c("date", "between", ["2026-11-25", "2026-12-24"]), TODAY, True),
    ("between days, last", c("date", "between", ["2026-11-01", "2026-11-25"]), TODAY, True),
    ("between days, outside", c("date", "between", ["2026-11-26", "2026-12-24"]), TODAY, False),
    ("another year", c("date", "after", "2026-11-25"), {"date": "2027-01-01"}, True),
    ("in the morning", c("timeOfDay", "before", "12:00"), {"timeOfDay": "09:30"}, True),
    ("noon is not before noon", c("timeOfDay", "before", "12:00"), {"timeOfDay": "12:00"}, False),
    ("in office hours", c("timeOfDay", "between", ["08:00", "17:00"]), {"timeOfDay": "17:00"}, True),
    ("after hours", c("timeOfDay", "between", ["08:00", "17:00"]), {"timeOfDay": "17:01"}, False),
    ("at night, late", c("timeOfDay", "between", ["22:00", "06:00"]), {"timeOfDay": "23:15"}, True),
    ("at night, early", c("timeOfDay", "between", ["22:00", "06:00"]), {"timeOfDay": "05:59"}, True),
    ("at night, first minute", c("timeOfDay", "between", ["22:00", "06:00"]), {"timeOfDay": "22:00"}, True),
    ("at night, last minute", c("timeOfDay", "between", ["22:00", "06:00"]), {"timeOfDay": "06:00"}, True),
    ("at night, not at noon", c("timeOfDay", "between", ["22:00", "06:00"]), {"timeOfDay": "12:00"}, False),
    ("not at night", no(c("timeOfDay", "between", ["22:00", "06:00"])), {"timeOfDay": "12:00"}, True),
    ("within a week, today", c(SINCE, "withinLastDays", 7), {SINCE: "2026-11-25", **TODAY}, True),
    ("within a week, its last day", c(SINCE, "withinLastDays", 7), {SINCE: "2026-11-18", **TODAY}, True),
    ("a day longer ago", c(SINCE, "withinLastDays", 7), {SINCE: "2026-11-17", **TODAY}, False),
    ("over the end of a month", c(SINCE, "withinLastDays", 30), {SINCE: "2026-10-26", **TODAY}, True),
    ("over a leap day", c(SINCE, "withinLastDays", 2), {SINCE: "2028-02-28", "date": "2028-03-01"}, True),
    ("over no leap day", c(SINCE, "withinLastDays", 1), {SINCE: "2026-02-28", "date": "2026-03-01"}, True),
    ("the future is not within the last days", c(SINCE, "withinLastDays", 7), {SINCE: "2026-11-26", **TODAY}, False),
    ("no date is not within", c(SINCE, "withinLastDays", 7), TODAY, False),
    ("what is no date is not within", c(SINCE, "withinLastDays", 7), {SINCE: "soon", **TODAY}, False),
    ("an attribute's date before", c(SINCE, "before", "2026-01-01"), {SINCE: "2025-12-31"}, True),
    ("an attribute's date after", c(SINCE, "after", "2026-01-01"), {SINCE: "2025-12-31"}, False),
]

A, B, D = (c(f"attribute:{n}", "isTrue") for n in ("a", "b", "d"))


def _abd(a: bool, b: bool, d: bool) -> dict[str, object]:
    return {"attribute:a": a, "attribute:b": b, "attribute:d": d}


TREES: list[Row] = [
    ("all of nothing", both(), {}, True),
    ("any of nothing", either(), {}, False),
    ("not all of nothing", no(both()), {}, False),
    ("not any of nothing", no(either()), {}, True),
    ("all of one", both(A), _abd(True, False, False), True),
    ("any of one", either(A), _abd(False, True, True), False),
    ("all: both hold", both(A, B), _abd(True, True, False), True),
    ("all: the first does not", both(A, B), _abd(False, True, False), False),
    ("all: the last does not", both(A, B), _abd(True, False, False), False),
    ("any: only the last holds", either(A, B), _abd(False, True, False), True),
    ("any: only the first holds", either(A, B), _abd(True, False, False), True),
    ("any: none holds", either(A, B), _abd(False, False, True), False),
    ("not: a condition that holds", no(A), _abd(True, False, False), False),
    ("not: a condition that does not", no(A), _abd(False, False, False), True),
    ("not: a missing value makes the condition false", no(A), {}, True),
    ("not not: a missing value stays false", no(no(A)), {}, False),
    ("not all: one fails", no(both(A, B)), _abd(True, False, False), True),
    ("not all: all hold", no(both(A, B)), _abd(True, True, False), False),
    ("not any: one holds", no(either(A, B)), _abd(False, True, False), False),
    ("not any: none holds", no(either(A, B)), _abd(False, False, False), True),
    ("not any: all are missing", no(either(A, B)), {}, True),
    ("any within all: through the first", both(either(A, B), D), _abd(True, False, True), True),
    ("any within all: through the second", both(either(A, B), D), _abd(False, True, True), True),
    ("any within all: the rest fails", both(either(A, B), D), _abd(True, True, False), False),
    ("any within all: the any fails", both(either(A, B), D), _abd(False, False, True), False),
    ("all within any: the all holds", either(both(A, B), D), _abd(True, True, False), True),
    ("all within any: half of it is not enough", either(both(A, B), D), _abd(True, False, False), False),
    ("all within any: the other way", either(both(A, B), D), _abd(False, True, True), True),
    ("not in the middle", both(A, no(B), D), _abd(True, False, True), True),
    ("not in the middle fails", both(A, no(B), D), _abd(True, True, True), False),
    ("not at the end", either(A, no(D)), _abd(False, True, False), True),
    ("not around a mix", no(both(either(A, B), no(D))), _abd(True, False, True), True),
    ("not around a mix fails", no(both(either(A, B), no(D))), _abd(False, True, False), False),
    ("empty all within all is no burden", both(A, both()), _abd(True, False, False), True),
    ("empty any within all ends it", both(A, either()), _abd(True, False, False), False),
    ("empty any within any is no help", either(A, either()), _abd(False, False, False), False),
    ("empty all within any settles it", either(A, both()), _abd(False, False, False), True),
    ("one missing value beside a true one, any", either(A, B), {"attribute:b": True}, True),
    ("one missing value beside a true one, all", both(A, B), {"attribute:b": True}, False),
    ("four nots", no(no(no(no(A)))), _abd(True, False, False), True),
    (
        "either exactly one",
        either(both(A, no(B)), both(no(A), B)),
        _abd(False, True, False),
        True,
    ),
    ("either exactly one, both", either(both(A, no(B)), both(no(A), B)), _abd(True, True, False), False),
]

CLERK: dict[str, object] = {
    "country": "AT",
    "sessionNumber": 3,
    "deviceType": "desktop",
    "path": "/transfer/new",
    "language": "de",
    "browser": "Firefox",
    "segment:clerks": True,
    "campaignCompleted:first-transfer": False,
    "query:ref": "mail",
    "colourScheme": "dark",
    "userId": "u-17",
}
AUDIENCE = both(
    c("country", "oneOf", ["DE", "AT"]),
    c("sessionNumber", "atLeast", 3),
    no(c("campaignCompleted:first-transfer", "isTrue")),
)

AUDIENCES: list[Row] = [
    ("German and Austrian, from the third session", AUDIENCE, CLERK, True),
    ("the second session is too early", AUDIENCE, {**CLERK, "sessionNumber": 2}, False),
    ("another country", AUDIENCE, {**CLERK, "country": "CH"}, False),
    ("an unknown country", AUDIENCE, {k: v for k, v in CLERK.items() if k != "country"}, False),
    ("already completed", AUDIENCE, {**CLERK, "campaignCompleted:first-transfer": True}, False),
    ("not on phones", c("deviceType", "noneOf", ["phone", "tablet"]), CLERK, True),
    ("only dark", c("colourScheme", "equals", "dark"), CLERK, True),
    ("from the mail", c("query:ref", "equals", "mail"), CLERK, True),
    ("another parameter", c("query:utm", "equals", "mail"), CLERK, False),
    ("without the parameter", c("query:utm", "isNotSet"), CLERK, True),
    (
        "clerks on the transfer page",
        both(c("segment:clerks", "isTrue"), c("path", "startsWith", "/transfer")),
        CLERK,
        True,
    ),
    ("a named user", c("userId", "oneOf", ["u-16", "u-17"]), CLERK, True),
    ("nobody is signed in", c("userId", "isNotSet"), {}, True),
    ("text of an element", c("elementText:title", "contains", "Konto"), {"elementText:title": "Ihr Konto"}, True),
    ("element without text there", c("elementText:title", "contains", "Konto"), {}, False),
    (
        "browser or language",
        either(c("browser", "equals", "Chrome"), c("language", "equals", "de")),
        CLERK,
        True,
    ),
    ("page title", c("pageTitle", "endsWith", "– Sample Bank"), {"pageTitle": "Accounts – Sample Bank"}, True),
    ("fragment", c("fragment", "startsWith", "step"), {"fragment": "step2"}, True),
    ("time zone", c("timeZone", "matches", "Europe/*"), {"timeZone": "Europe/Vienna"}, True),
]

KEY = "bank-7f3a"
"""Key of the application whose segments these are."""
LISTED = ["u-17", "Ü 18", "12345", "u-170"]
USER_LISTS: list[tuple[str, Tree, dict[str, object], bool]] = [
    ("who is listed", {"userIds": LISTED}, {"userId": "u-17"}, True),
    ("an id of other letters than ASCII", {"userIds": LISTED}, {"userId": "Ü 18"}, True),
    ("an id of digits", {"userIds": LISTED}, {"userId": "12345"}, True),
    ("another id of digits", {"userIds": LISTED}, {"userId": "12346"}, False),
    ("case counts in ids", {"userIds": LISTED}, {"userId": "U-17"}, False),
    ("blanks count in ids", {"userIds": LISTED}, {"userId": "u-17 "}, False),
    ("who is not listed", {"userIds": LISTED}, {"userId": "u-1"}, False),
    ("nobody known is listed", {"userIds": LISTED}, {}, False),
    ("an empty id is listed nowhere", {"userIds": LISTED}, {"userId": ""}, False),
    (
        "listed and fitting the rule",
        {"userIds": LISTED, "rule": c("country", "equals", "AT")},
        {"userId": "u-17", "country": "AT"},
        True,
    ),
    (
        "listed, but the rule does not hold",
        {"userIds": LISTED, "rule": either(c("country", "equals", "AT"), c("pageTitle", "isSet"))},
        {"userId": "u-17", "country": "CH"},
        False,
    ),
    (
        "the rule holds, but not listed",
        {"userIds": LISTED, "rule": c("country", "equals", "AT")},
        {"userId": "u-18", "country": "AT"},
        False,
    ),
    ("a rule that never holds", {"userIds": LISTED, "rule": {"any": []}}, {"userId": "u-17"}, False),
]

TABLES = {
    "text": TEXT,
    "patterns": PATTERNS,
    "numbers": NUMBERS,
    "truths": TRUTHS,
    "versions": VERSIONS,
    "times": TIMES,
    "trees": TREES,
    "audiences": AUDIENCES,
}

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def cases(rows: list[Row]) -> list[dict[str, object]]:
    """Rows as golden cases, with the program that the compiler makes of each rule."""
    return [
        {
            "name": name,
            "rule": rule,
            "program": json.loads(compile_rule(_RULE.validate_python(rule)).wire_json()),
            "context": context,
            "expect": expect,
        }
        for name, rule, context, expect in rows
    ]


def list_cases() -> list[dict[str, object]]:
    """Segments with user ids, and the hash that the page makes of the user's own."""
    made: list[dict[str, object]] = []
    for name, parts, context, expect in USER_LISTS:
        segment = Segment.model_validate({"id": "listed", "name": "Listed", **parts})
        known = dict(context)
        if user := context.get("userId"):
            known["userHash"] = keyed_hash(KEY, str(user))[:USER_HASH_DIGITS]
        program = json.loads(compile_segment(segment, KEY).wire_json())
        made.append({"name": name, "segment": parts, "program": program, "context": known, "expect": expect})
    return made


def main() -> None:
    """Write every table."""
    folder = Path(__file__).parent / "rules"
    folder.mkdir(exist_ok=True)
    tables = {name: cases(rows) for name, rows in TABLES.items()} | {"user-lists": list_cases()}
    for name, made in tables.items():
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in made)
        (folder / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
