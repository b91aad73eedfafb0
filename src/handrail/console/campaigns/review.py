"""Step 3 of the campaign wizard: checks, then publish to environments."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.applications.access import get_environment
from handrail.applications.models import Application
from handrail.campaigns.content import load_content
from handrail.compile.check import Problem, check, problem_in_words
from handrail.console.editing.page import reader_speech
from handrail.console.pages import application_of, person, render_application
from handrail.console.words import error_in_words
from handrail.errors import InvalidInputError
from handrail.library.access import may_edit
from handrail.library.documents import find_document
from handrail.library.kinds import CAMPAIGN
from handrail.publishing import services
from handrail.publishing.models import Release
from handrail.publishing.state import campaign_badges, live_states
from handrail.schema.authored.application import ApplicationContent


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The checks of this campaign, where it is live, and the button that proposes a release."""
    application = application_of(request, key)
    user = person(request)
    problem = ""
    if request.method == "POST":
        answer, problem = _publish(request, application, name)
        if answer is not None:
            return answer
    row = find_document(actor=user, application=application, kind=CAMPAIGN, name=name)
    content = load_content(actor=user, application=application)
    found = check(content)
    own, others = _split(found, row.name, content)
    states = live_states(actor=user, application=application)
    badges = campaign_badges(actor=user, application=application, states=states)
    context = {
        "document": row,
        "step": "review",
        "problem": problem,
        "checks": _once_each([_said(each) for each in own]),
        "other_errors": [_said(each) for each in others if each.severity == "error"],
        "blocked": any(each.severity == "error" for each in found),
        "states": [{"state": state, "badge": badges.get(name, {}).get(state.environment.name)} for state in states],
        "may_edit": may_edit(user, application),
        "trigger_key": row.body.get("triggerKey") or row.name,
    }
    status = 422 if problem else 200
    return render_application(
        request, "console/campaigns/review.html", application, "campaigns", context, status=status
    )


def _publish(request: HttpRequest, application: Application, name: str) -> tuple[HttpResponse | None, str]:
    """Propose to the chosen environments: this campaign alone, or everything that has changed."""
    user = person(request)
    chosen = request.POST.getlist("environment")
    if not chosen:
        return None, _("Choose at least one environment.")
    campaigns = None if request.POST.get("what") == "all" else [name]
    made: list[Release] = []
    for environment_name in chosen:
        environment = get_environment(user, application, environment_name)
        again = [name] if request.POST.get("again") else []
        try:
            made.append(
                services.propose(
                    actor=user,
                    environment=environment,
                    campaigns=campaigns,
                    note=request.POST.get("note", ""),
                    show_again=again,
                )
            )
        except InvalidInputError as error:
            if not made:
                return None, f"{environment.name}: {error_in_words(error)}"
            messages.warning(request, f"{environment.name}: {error_in_words(error)}")
    for release in made:
        messages.success(request, _told(release))
    return HttpResponseRedirect(reverse("release", args=(application.key, made[0].number))), ""


def _told(release: Release) -> str:
    words = {
        Release.State.PROPOSED: _("Release {number} is proposed for {environment}. An approver reads it next."),
        Release.State.APPROVED: _("Release {number} is ready for {environment}. A publisher makes it live."),
        Release.State.SIGNED: _("Release {number} is signed for {environment}."),
    }
    text = words.get(Release.State(release.state), "{number}")
    return text.format(number=release.number, environment=release.environment.name)


def _split(found: list[Problem], name: str, content: ApplicationContent) -> tuple[list[Problem], list[Problem]]:
    """Problems of this campaign (and of what it points to), and those of everything else."""
    mine = f"campaigns/{name}.yaml"
    own = [each for each in found if each.where.split(":", maxsplit=1)[0] == mine]
    return own, [each for each in found if each not in own]


def _once_each(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is said of several places, e.g. of every text that is not translated, once with their number."""
    counted = Counter((each["error"], each["what"]) for each in said)
    return [{"error": error, "what": what, "count": count} for (error, what), count in counted.items()]


def _said(problem: Problem) -> dict[str, Any]:
    return {
        "error": problem.severity == "error",
        "where": problem.where,
        "what": problem_in_words(problem, reader_speech()),
    }
