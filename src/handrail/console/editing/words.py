"""Words of the choices in the editors."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise | str]

VARIABLES: Final[Words] = {
    "path": _("page path"),
    "url": _("page address"),
    "query": _("address parameter"),
    "fragment": _("address fragment"),
    "pageTitle": _("page title"),
    "referrer": _("came from"),
    "screen": _("is on the screen"),
    "attribute": _("attribute"),
    "userId": _("user id"),
    "segment": _("belongs to the segment"),
    "language": _("language of the content"),
    "locale": _("locale"),
    "country": _("country"),
    "timeZone": _("time zone"),
    "browser": _("browser"),
    "os": _("operating system"),
    "deviceType": _("kind of device"),
    "viewportWidth": _("window width in pixels"),
    "colourScheme": _("colour scheme"),
    "platform": _("platform"),
    "appVersion": _("version of the app"),
    "sdkVersion": _("version of the SDK"),
    "sessionNumber": _("number of the session"),
    "sessionTime": _("seconds in the session"),
    "timeOnPage": _("seconds on the page"),
    "elementPresent": _("element is in the page"),
    "elementVisible": _("element is visible"),
    "elementHasValue": _("element has a value"),
    "elementText": _("text of the element"),
    "elementValue": _("value of the field"),
    "campaignSeen": _("has seen the campaign"),
    "campaignClicked": _("has clicked in the campaign"),
    "campaignCompleted": _("has completed the campaign"),
    "trackedEventCount": _("tracked event: how often"),
    "trackedEventThisSession": _("tracked event: how often this session"),
    "trackedEventDays": _("tracked event: days since"),
    "date": _("date"),
    "weekday": _("weekday (1 is Monday)"),
    "timeOfDay": _("time of day"),
    "network": _("network (online or offline)"),
    "abGroup": _("group of the split (0 to 99)"),
    "answer": _("answer to the question"),
    "returned": _("what the page's function returned"),
}
"""What a rule may ask for, the usual things first."""

OPERATORS: Final[Words] = {
    "equals": _("is"),
    "notEquals": _("is not"),
    "oneOf": _("is one of"),
    "noneOf": _("is none of"),
    "contains": _("contains"),
    "startsWith": _("begins with"),
    "endsWith": _("ends with"),
    "matches": _("matches the pattern (* and ?)"),
    "isSet": _("is known"),
    "isNotSet": _("is not known"),
    "isTrue": _("yes"),
    "isFalse": _("no"),
    "lessThan": _("is less than"),
    "atMost": _("is at most"),
    "moreThan": _("is more than"),
    "atLeast": _("is at least"),
    "between": _("is between (two values)"),
    "before": _("is before"),
    "after": _("is after"),
    "withinLastDays": _("is within the last days"),
}

BLOCKS: Final[Words] = {
    "heading": _("Heading"),
    "text": _("Text"),
    "list": _("List"),
    "image": _("Picture"),
    "buttons": _("Buttons"),
    "frame": _("Embedded page"),
    "video": _("Video"),
    "columns": _("Columns"),
}

ACTIONS: Final[Words] = {
    "close": _("closes"),
    "next": _("goes to the next step"),
    "back": _("goes one step back"),
    "goToStep": _("goes to a step"),
    "openLink": _("opens a link"),
    "startCampaign": _("starts a campaign"),
    "sendEvent": _("sends a tracked event"),
    "returnValue": _("hands a value to the page"),
    "snooze": _("asks again later"),
    "never": _("never shows this again"),
}

BUTTON_STYLES: Final[Words] = {"primary": _("main button"), "secondary": _("quiet button"), "link": _("link")}

WIDTHS: Final[Words] = {"1": _("narrow"), "2": _("twice as wide"), "3": _("three times"), "4": _("four times")}
"""Of a column, beside the others."""

FORMS: Final[Words] = {
    "modal": _("Dialog in the middle"),
    "banner": _("Banner"),
    "slideIn": _("Slide-in at the corner"),
    "fullScreen": _("Full screen"),
}

POSITIONS: Final[Words] = {"top": _("at the top"), "bottom": _("at the bottom")}

STEPS: Final[Words] = {
    "balloon": _("Step at an element"),
    "popup": _("Step in the middle of the page"),
    "split": _("Split: goes on by conditions"),
    "wait": _("Wait, without showing anything"),
    "action": _("Action on the page"),
}

DEEDS: Final[Words] = {
    "click": _("click an element"),
    "type": _("write into a field"),
    "select": _("choose an option"),
    "scroll": _("bring an element into view"),
    "navigate": _("go to another page"),
    "call": _("call a function of the page"),
}

ICONS: Final[Words] = {
    "help": _("question mark"),
    "info": _("information"),
    "star": _("star"),
    "bell": _("bell"),
    "chat": _("speech bubble"),
    "check": _("tick"),
    "play": _("play"),
    "flag": _("flag"),
    "list": _("list"),
}

ANCHORS: Final[Words] = {"corner": _("in a corner of the window"), "element": _("at an element")}

CORNERS: Final[Words] = {
    "bottomEnd": _("bottom, at the end of the line"),
    "bottomStart": _("bottom, at the beginning of the line"),
    "topEnd": _("top, at the end of the line"),
    "topStart": _("top, at the beginning of the line"),
}

NINE_POSITIONS: Final[Words] = {
    "topStart": _("top, at the beginning"),
    "top": _("top, in the middle"),
    "topEnd": _("top, at the end"),
    "start": _("at the beginning"),
    "center": _("in the middle"),
    "end": _("at the end"),
    "bottomStart": _("bottom, at the beginning"),
    "bottom": _("bottom, in the middle"),
    "bottomEnd": _("bottom, at the end"),
}

LAUNCHER_FORMS: Final[Words] = {
    "button": _("Button with its label"),
    "icon": _("Icon alone"),
    "badge": _("Small badge"),
    "banner": _("Banner over the width"),
}

TIP_SHOWS: Final[Words] = {
    "hover": _("on hover and focus"),
    "focus": _("on focus"),
    "always": _("as long as the element is there"),
    "invalid": _("once the field was left with a wrong value"),
}

SURVEY_FORMS: Final[Words] = {"slideIn": _("Slide-in at the corner"), "modal": _("Dialog in the middle")}

RATING_FORMS: Final[Words] = {"stars": _("stars"), "numbers": _("numbers")}

QUESTIONS: Final[Words] = {
    "nps": _("Recommendation, 0 to 10"),
    "rating": _("Rating"),
    "single": _("One of several answers"),
    "multiple": _("Any of several answers"),
    "shortText": _("Short text"),
    "longText": _("Long text"),
    "message": _("Message, no question"),
}

ADVANCE: Final[Words] = {
    "nextButton": _("the next button is pressed"),
    "elementClick": _("the element is clicked"),
    "valueEntered": _("a value is entered"),
    "elementAppears": _("an element appears"),
    "elementDisappears": _("an element disappears"),
    "pageChange": _("the page changes"),
    "trackedEvent": _("a tracked event arrives"),
    "timeout": _("some seconds have passed"),
}

PLACEMENTS: Final[Words] = {
    "auto": _("where there is room"),
    "top": _("above"),
    "bottom": _("below"),
    "left": _("on the left"),
    "right": _("on the right"),
}

WHEN_MISSING: Final[Words] = {
    "end": _("end the walkthrough"),
    "skip": _("skip the step"),
    "handler": _("go to the error handler"),
}

TRIGGERS: Final[Words] = {
    "static": _("as soon as the audience rule is true"),
    "pageView": _("when a page is viewed"),
    "trackedEvent": _("when a tracked event arrives"),
    "elementClick": _("when an element is clicked"),
    "off": _("never by itself: only by link, API or another campaign"),
}

FREQUENCIES: Final[Words] = {
    "onlyOnce": _("only once"),
    "oncePerSession": _("once per session"),
    "onceThenWait": _("once, then wait"),
    "always": _("every time"),
}

UNITS: Final[Words] = {"sessions": _("sessions"), "days": _("days"), "weeks": _("weeks")}

WEEKDAYS: Final[Words] = {
    "1": _("Monday"),
    "2": _("Tuesday"),
    "3": _("Wednesday"),
    "4": _("Thursday"),
    "5": _("Friday"),
    "6": _("Saturday"),
    "7": _("Sunday"),
}

ATTRIBUTE_TYPES: Final[Words] = {
    "text": _("text"),
    "number": _("number"),
    "truth": _("yes or no"),
    "date": _("date"),
}

VISIBILITIES: Final[Words] = {
    "public": _("public: sent with events"),
    "private": _("private: never leaves the device"),
    "codeless": _("codeless: read from the page"),
}

EVENT_TYPES: Final[Words] = {
    "sessionStart": _("session started"),
    "sessionStop": _("session ended"),
    "campaignViewed": _("campaign viewed"),
    "campaignClicked": _("campaign clicked"),
    "campaignCompleted": _("campaign completed"),
    "campaignDismissed": _("campaign dismissed"),
    "stepViewed": _("step viewed"),
    "stepClicked": _("step clicked"),
    "surveyAnswer": _("survey question answered"),
    "trackedEvent": _("tracked event reached"),
    "attributeSet": _("attribute set"),
    "pageView": _("page viewed"),
    "elementMissing": _("element not found"),
    "elementAmbiguous": _("element ambiguous"),
    "error": _("error"),
}

KINDS: Final[Words] = {
    "announcement": _("Announcement"),
    "walkthrough": _("Walkthrough"),
    "launcher": _("Launcher"),
    "tip": _("Tip"),
    "survey": _("Survey"),
    "checklist": _("Checklist"),
    "helpMenu": _("Help menu"),
    "campaign": _("Campaign"),
    "segment": _("Segment"),
    "trackedEvent": _("Tracked event"),
    "attribute": _("Attribute"),
    "screen": _("Screen"),
    "element": _("Element"),
    "theme": _("Theme"),
    "settings": _("Settings"),
    "languages": _("Languages"),
}

PARTS: Final[Words] = {
    "content": "",
    "autoPlay": _("auto play"),
    "steps": _("step"),
    "blocks": _("block"),
    "buttons": _("button"),
    "actions": _("action"),
    "items": _("item"),
    "columns": _("column"),
    "advance": _("advance"),
    "audience": _("audience"),
    "rows": _("condition"),
    "all": _("condition"),
    "any": _("condition"),
    "place": _("place"),
    "branches": _("branch"),
    "deed": _("action"),
    "tasks": _("task"),
    "done": _("done when"),
    "entries": _("entry"),
    "pages": _("page"),
    "questions": _("question"),
    "choices": _("answer"),
    "jumps": _("jump"),
    "valid": _("right value"),
    "thanks": _("thanks"),
    "finished": _("once all is done"),
    "text": _("text"),
    "label": _("label"),
    "name": _("name"),
    "id": _("id"),
    "element": _("element"),
    "link": _("link"),
    "value": _("value"),
    "waitS": _("Wait for the element, seconds"),
    "seconds": _("seconds"),
    "rule": _("rule"),
    "userIds": _("User ids"),
    "schedule": _("schedule"),
    "frequency": _("frequency"),
    "trigger": _("trigger"),
    "languages": _("language"),
    "light": _("light"),
    "dark": _("dark"),
}
"""Fields of documents, for telling where an error is."""
