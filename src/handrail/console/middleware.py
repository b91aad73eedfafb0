"""What every request of the console passes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from handrail.accounts.people import anybody_exists
from handrail.console.words import error_in_words
from handrail.errors import ConflictError, HandrailError, NotAllowedError, NotFoundError

GetResponse = Callable[[HttpRequest], HttpResponseBase]
STATUS: dict[type[HandrailError], int] = {NotAllowedError: 403, NotFoundError: 404, ConflictError: 409}


class SignedInOnly(LoginRequiredMiddleware):
    """Every page asks for a signed-in person unless its view says ``login_not_required``; the API has its own auth."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead to the sign-in page."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def persons_language(get_response: GetResponse) -> GetResponse:
    """The signed-in person's language, else the one chosen by cookie, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        chosen = user.language if user.is_authenticated else ""
        known = {code for code, _ in settings.LANGUAGES}
        language = chosen if chosen in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            # Lazy templates must be rendered while the language is set.
            if hasattr(response, "render") and callable(response.render) and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def first_run(get_response: GetResponse) -> GetResponse:
    """Until there is an administrator, every page leads to the first run."""
    done: list[bool] = []

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not done and not request.path.startswith(("/static/", "/api/", "/help/")):
            page = reverse("first-run")
            if anybody_exists():
                done.append(True)
            elif request.path != page:
                return HttpResponseRedirect(page)
        return get_response(request)

    return middleware


class ErrorsInWords:
    """A ``HandrailError`` that a view did not handle becomes a page that says what happened, what was kept and what
    to do."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The error page, for errors raised on purpose only."""
        if not isinstance(exception, HandrailError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(exception, kind)), 422)
        context = {"error": exception, "words": error_in_words(exception), "status": status}
        return render(request, "console/error.html", context, status=status)


errors_in_words = ErrorsInWords
