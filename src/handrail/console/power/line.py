"""The door for pages that have no bridge window: HTTPS from the app's own page, paired by a typed code.

Whoever calls has no session of the console, and a cookie that comes along opens nothing: the browser's ``Origin`` must
be registered for the environment, and what a call may do hangs on a secret in its ``Authorization`` header (the ticket
of a code, then the key of a session). Nothing secret stands in an address. The messages are those of the bridge.
"""

import functools
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from handrail.applications.models import Environment
from handrail.console.power.receivers import MAX_BODY, hand_in, read_message
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.places.app_origins import OriginNotRegisteredError, admitted_environment
from handrail.places.app_sessions import SessionOverError, leave_session, use_session
from handrail.places.pairing import TooManyCodesError, look_after, show_code

PROTOCOL: Final = 1
"""As in ``sdk/src/power/bridge/protocol.ts``."""
SMALL_BODY: Final = 2_000
"""Bytes of a call that carries nothing but itself."""
PREFLIGHT_S: Final = 600

Answer = Callable[[HttpRequest, Environment, str, dict[str, Any]], JsonResponse]
View = Callable[[HttpRequest, str, str], HttpResponse]


def for_pages_of_the_app(limit: int) -> Callable[[Answer], View]:
    """Let through what a page at a registered origin posts as JSON, at most ``limit`` bytes; CORS exactly for it."""

    def wrap(answer: Answer) -> View:
        @csrf_exempt
        @login_not_required
        @functools.wraps(answer)
        def view(request: HttpRequest, key: str, environment: str) -> HttpResponse:
            if request.method not in {"POST", "OPTIONS"}:
                return HttpResponse(status=405, headers={"Allow": "POST, OPTIONS"})
            origin = request.headers.get("Origin", "")
            try:
                place = admitted_environment(key=key, name=environment, origin=origin)
            except OriginNotRegisteredError as error:
                # Without CORS headers: a page of another origin learns that it was refused, and nothing else.
                return _closed(JsonResponse({"code": error.code, "message": error.message}, status=403))
            if request.method == "OPTIONS":
                return _opened(HttpResponse(status=204), origin, preflight=True)
            return _opened(_answered(answer, request, place, origin, limit), origin)

        return view

    return wrap


def _answered(answer: Answer, request: HttpRequest, place: Environment, origin: str, limit: int) -> JsonResponse:
    if request.content_type != "application/json":
        return _refused("power.not-json", 415)
    raw = request.read(limit + 1)
    if len(raw) > limit:
        return _refused("power.too-large", 413)
    body = read_message(raw)
    if not isinstance(body, dict):
        return _refused("power.not-json", 400)
    if body.get("protocol") != PROTOCOL:
        return _refused("power.other-protocol", 409)
    return answer(request, place, origin, body)


def _closed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Origin"
    return response


def _opened(response: HttpResponse, origin: str, *, preflight: bool = False) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = origin
    if preflight:
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Allow-Headers"] = "authorization, content-type"
        response["Access-Control-Max-Age"] = str(PREFLIGHT_S)
    return _closed(response)


def _refused(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)


def _bearer(request: HttpRequest) -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret if kind == "Bearer" and len(secret) < 100 else ""


@for_pages_of_the_app(SMALL_BODY)
def ask(request: HttpRequest, environment: Environment, origin: str, body: dict[str, Any]) -> JsonResponse:
    """A page asks for a code to show."""
    try:
        shown = show_code(environment=environment, origin=origin)
    except TooManyCodesError as error:
        return _refused(error.code, 429)
    return JsonResponse({"code": shown.code, "ticket": shown.ticket, "seconds": shown.seconds})


@for_pages_of_the_app(SMALL_BODY)
def wait(request: HttpRequest, environment: Environment, origin: str, body: dict[str, Any]) -> JsonResponse:
    """A page that shows a code asks what became of it; the session key is in one answer only."""
    progress = look_after(environment=environment, origin=origin, ticket=_bearer(request))
    pairing = progress.pairing
    if pairing is None or pairing.author is None:
        return JsonResponse({"state": progress.state})
    welcome = {
        "type": "welcome",
        "applicationName": pairing.application.name,
        "author": pairing.author.display_name or pairing.author.email,
        "language": pairing.author.language or "en",
    }
    return JsonResponse({"state": progress.state, "session": progress.session, "welcome": welcome})


@for_pages_of_the_app(MAX_BODY)
def message(request: HttpRequest, environment: Environment, origin: str, body: dict[str, Any]) -> JsonResponse:
    """One message of a connected page, as over the bridge's port; the answer is what the port would carry."""
    try:
        pairing, author = use_session(environment=environment, origin=origin, secret=_bearer(request))
    except SessionOverError as error:
        return JsonResponse({"type": "end", "code": error.code}, status=401)
    said = body.get("message")
    content = said if isinstance(said, dict) else {}
    if content.get("type") == "leave":
        leave_session(pairing)
        return JsonResponse({"type": "end"})
    if content.get("type") != "request":
        return JsonResponse({"type": "noted"})
    number = content.get("id")
    answer = {"type": "answer", "id": number if isinstance(number, int) else 0}
    with translation.override(author.language or "en"):
        try:
            hand_in(author, environment, str(content.get("action")), content.get("body"))
        except HandrailError as error:
            said_why = {"ok": False, "code": error.code, "message": error_in_words(error)}
            return JsonResponse(answer | said_why, status=422)
    return JsonResponse(answer | {"ok": True})
