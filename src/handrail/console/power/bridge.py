"""The bridge window: names the application, opens it, and carries what its page proposes to the services.

It has no sign-in form and no other function. It is the only page of the console that keeps an opener relation to
another origin, and it hands nothing to it: the app's page gets a message port, never a token.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handrail.applications.access import Role, get_environment
from handrail.console.pages import application_of, person
from handrail.console.power.receivers import IDLE_MINUTES, MAX_BODY, hand_in, read_message
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.places.proposals import require_power


@require_GET
def show(request: HttpRequest, key: str, environment: str) -> HttpResponse:
    """The bridge of one environment."""
    application = application_of(request, key, Role.AUTHOR)
    place = get_environment(person(request), application, environment)
    require_power(person(request), place)
    facts = {
        "application": application.key,
        "applicationName": application.name,
        "environment": place.name,
        "pageUrl": place.page_url,
        "pageOrigin": place.page_origin,
        "author": person(request).display_name or person(request).email,
        "language": request.LANGUAGE_CODE,
        "csrf": get_token(request),
        "receive": reverse("power-bridge", kwargs={"key": key, "environment": environment}),
        "idleMinutes": IDLE_MINUTES,
        "words": _words(),
    }
    context = {"application": application, "environment": place, "facts": facts}
    response = render(request, "console/power/bridge.html", context)
    # Only here: the app's page must keep its opener to say hello. The bridge shows nothing worth framing or reaching.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


@require_POST
def receive(request: HttpRequest, key: str, environment: str, action: str) -> JsonResponse:
    """Hand one message of the app's page to its service; the answer is what the author reads in the app."""
    actor = person(request)
    try:
        place = get_environment(actor, application_of(request, key), environment)
        hand_in(actor, place, action, _body(request))
    except HandrailError as error:
        return JsonResponse({"ok": False, "code": error.code, "message": error_in_words(error)}, status=422)
    return JsonResponse({"ok": True})


def _body(request: HttpRequest) -> object:
    if len(request.body) > MAX_BODY:
        return None
    return read_message(request.body)


def _words() -> dict[str, str]:
    """What the window says while it works."""
    return {
        "opened": _("The app was opened. Waiting for its SDK to answer …"),
        "blocked": _("The browser did not open the window. Allow pop-ups for the console and press again."),
        "silent": _(
            "The app has not answered. Its page must load handrail-power.js of this environment, have a release that "
            "names this console, and must not send Cross-Origin-Opener-Policy: same-origin."
        ),
        "connected": _("Connected. Leave this window open; it carries what you save in the app."),
        "carried": _("Received: {n}"),
        "refused": _("Not kept: {reason}"),
        "ended": _("The session has ended. Press the button to start again."),
        "idle": _("Ended after 30 idle minutes. Press the button to start again."),
        "unreachable": _("The console could not be reached. Nothing is lost: save again in the app."),
    }
