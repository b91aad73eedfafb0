"""Seven lines that tick themselves off by what people really did; all of it read from the audit log."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.accounts.audit import entries
from handrail.applications.models import Application


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        id: stable name.
        title: what to do.
        text: where and how.
        url_name: page that does it; takes the application's key. Empty: it happens elsewhere.
        done: whether somebody did it.
    """

    id: str
    title: Promise | str
    text: Promise | str
    url_name: str
    done: bool


def getting_started(application: Application) -> list[Line]:
    """The lines of ``application``. Deeds count from the end of its set-up on, so that what a demo prepared does not
    tick the list; the connection counts whenever it was proved."""
    log = entries(application)
    baseline = log.filter(action="application.set-up").order_by("-sequence").values_list("sequence", flat=True).first()
    since = log.filter(sequence__gt=baseline or 0)
    seen_live = {"action": "connection.seen", "details__state": "live"}
    signed = since.filter(action="release.signed").order_by("sequence").values_list("sequence", flat=True).first()

    def did(*actions: str) -> bool:
        return since.filter(action__in=actions, actor_kind="person").exists()

    connected = log.filter(**seen_live).exists()
    seen = signed is not None and since.filter(sequence__gt=signed, **seen_live).exists()
    return [
        Line(
            "connect", _("Connect the app"), _("The SDK or a look from outside proves it."), "setup-connect", connected
        ),
        Line(
            "write",
            _("Write or change a text"),
            _("Open a campaign, change a word, save. What is live stays as it is."),
            "campaigns",
            did("campaign.saved"),
        ),
        Line("propose", _("Publish it"), _("That freezes a release candidate."), "releases", did("release.proposed")),
        Line(
            "approve",
            _("Read the difference and approve"),
            _("Somebody else than its author; production asks for it."),
            "releases",
            did("release.approved"),
        ),
        Line("live", _("See it live"), _("Reload the app; this ticks when the new release was seen there."), "", seen),
        Line(
            "assets",
            _("Start Power Mode and sync the app's assets"),
            _("In the app: bubble → App Info → Sync App Assets."),
            "power",
            did("assets.synced"),
        ),
        Line(
            "roll-back",
            _("Roll back once"),
            _("One click on the page “Releases”; the older release is live again."),
            "releases",
            did("release.rolled-back"),
        ),
    ]
