"""The console's half of pairing by code: type it, see what asks, confirm; sessions; where the app's pages come from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.applications.access import Role, get_environment
from handrail.applications.models import Application
from handrail.console.pages import application_of, person, render_application
from handrail.console.power.forms import CodeForm, OriginForm
from handrail.console.power.review import draw
from handrail.console.words import error_in_words
from handrail.errors import HandrailError, InvalidInputError
from handrail.places.app_origins import add_app_origin, app_origins, remove_app_origin
from handrail.places.app_sessions import end_session, news_mark
from handrail.places.pairing import answer_pairing, type_code, typed_pairing


def _to(name: str, application: Application) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, kwargs={"key": application.key}))


@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest, key: str) -> HttpResponse:
    """Take the code; a right one leads to the question, a wrong one back to the field."""
    application = application_of(request, key, Role.AUTHOR)
    if request.method == "GET":
        return _to("power", application)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            pairing = type_code(actor=person(request), application=application, typed=form.cleaned_data["code"])
        except HandrailError as error:
            form.add_error("code", error_in_words(error))
        else:
            address = reverse("power-code-answer", kwargs={"key": application.key, "pairing_id": pairing.pk})
            return HttpResponseRedirect(address)
    # The form lies below the fold: what is to be read and corrected is where the author's eyes and keys are.
    form.fields["code"].widget.attrs["autofocus"] = True
    return draw(request, application, form, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: str, pairing_id: int) -> HttpResponse:
    """Which app, environment and origin ask; connect or not."""
    application = application_of(request, key, Role.AUTHOR)
    actor = person(request)
    if request.method == "GET":
        pairing = typed_pairing(actor=actor, application=application, pairing_id=pairing_id)
        context = {"pairing": pairing, "loose": pairing.origin in {"null", "file://"}}
        return render_application(request, "console/power/answer.html", application, "power", context)
    connect = request.POST.get("answer") == "connect"
    pairing = answer_pairing(actor=actor, application=application, pairing_id=pairing_id, connect=connect)
    said = _("Connected: {origin}. What its page sends appears here.") if connect else _("Refused: {origin}.")
    messages.success(request, said.format(origin=pairing.origin))
    return _to("power", application)


@require_POST
def end(request: HttpRequest, key: str, pairing_id: int) -> HttpResponse:
    """End a session."""
    application = application_of(request, key)
    pairing = end_session(actor=person(request), application=application, pairing_id=pairing_id)
    messages.success(request, _("Ended: {origin}.").format(origin=pairing.origin))
    return _to("power", application)


@never_cache
@require_GET
def news(request: HttpRequest, key: str) -> JsonResponse:
    """Whether the page of Power Mode would look different now; asked while a session is open and the page is seen."""
    application = application_of(request, key, Role.AUTHOR)
    return JsonResponse({"mark": news_mark(actor=person(request), application=application)})


@require_http_methods(["GET", "POST"])
def origins(request: HttpRequest, key: str) -> HttpResponse:
    """Where the app's pages come from, for administrators."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    form = OriginForm(application, request.POST or None)
    if request.method == "POST" and form.is_valid():
        environment = get_environment(person(request), application, form.cleaned_data["environment"])
        try:
            added = add_app_origin(actor=person(request), environment=environment, origin=form.cleaned_data["origin"])
        except InvalidInputError as error:
            form.add_problems(error, error_in_words(error))
        else:
            messages.success(request, _("Added: {origin}.").format(origin=added))
            return _to("power-origins", application)
    places = [
        {"environment": place, "origins": app_origins(place), "own": place.page_origin}
        for place in application.environments.filter(power=True)
    ]
    status = 422 if form.is_bound else 200
    context = {"places": places, "form": form}
    return render_application(request, "console/power/origins.html", application, "settings", context, status=status)


@require_POST
def remove_origin(request: HttpRequest, key: str) -> HttpResponse:
    """Take an origin back."""
    application = application_of(request, key, Role.ADMINISTRATOR)
    environment = get_environment(person(request), application, request.POST.get("environment", ""))
    origin = request.POST.get("origin", "")
    remove_app_origin(actor=person(request), environment=environment, origin=origin)
    messages.success(request, _("Removed: {origin}.").format(origin=origin))
    return _to("power-origins", application)
