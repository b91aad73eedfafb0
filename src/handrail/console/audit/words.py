"""Actions of the audit log in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise | str] = {
    "application.created": _("application created"),
    "application.edited": _("application changed"),
    "application.set-up": _("set-up finished"),
    "assets.synced": _("app assets synced"),
    "campaign.archived": _("campaign archived"),
    "campaign.saved": _("campaign saved"),
    "campaign.stopped": _("campaign stopped"),
    "connection.seen": _("content server seen"),
    "content.imported": _("content imported"),
    "element.saved": _("element saved"),
    "environment.created": _("environment added"),
    "environment.policy": _("policy changed"),
    "environment.undo-answered": _("said who may undo without the console"),
    "environment.paused": _("guidance paused"),
    "environment.resumed": _("guidance resumed"),
    "environment.repair-requested": _("repair asked for"),
    "evidence.made": _("evidence made"),
    "hosting.changed": _("hosting changed"),
    "key.enrolled": _("key enrolled"),
    "key.retired": _("key taken out"),
    "media.added": _("picture or video added"),
    "media.deleted": _("picture or video deleted"),
    "person.first-administrator": _("first administrator created"),
    "person.invited": _("person invited"),
    "person.link-created": _("one-time link made"),
    "person.password-set": _("password chosen"),
    "person.profile": _("own profile changed"),
    "person.signed-in": _("signed in by link"),
    "person.switched-off": _("person switched off"),
    "person.switched-on": _("person switched on"),
    "pin.seen": _("trust anchor of a page seen"),
    "pointer.request-dropped": _("request to the deployer taken back"),
    "pointer.requested": _("deployer asked"),
    "pointer.seen": _("deployer's pointer seen"),
    "pointer.renewed": _("pointer renewed"),
    "proposal.accepted": _("proposal of Power Mode accepted"),
    "proposal.discarded": _("proposal of Power Mode discarded"),
    "proposal.made": _("proposal made in Power Mode"),
    "release.approval-handed-in": _("approval handed in"),
    "release.approved": _("release approved"),
    "release.default-made": _("default release made"),
    "release.promoted": _("release promoted"),
    "release.proposed": _("release proposed"),
    "release.rejected": _("release rejected"),
    "release.rolled-back": _("rolled back"),
    "release.signed": _("release signed"),
    "release.withdrawn": _("release withdrawn"),
    "root.accepted": _("root accepted"),
    "root.dropped": _("next root dropped"),
    "root.signature-handed-in": _("signature of the next root handed in"),
    "root.wanted": _("next root prepared"),
    "role.granted": _("role given"),
    "role.revoked": _("role taken away"),
    "screen.saved": _("screen saved"),
    "segment.saved": _("segment saved"),
    "settings.saved": _("settings saved"),
    "snippet.changed-in-page": _("snippet changed in the pages"),
    "snippet.handed-out": _("snippet handed out"),
    "snippet.sent-to-developer": _("developer's link made"),
    "theme.saved": _("theme saved"),
    "token.created": _("API token made"),
    "token.revoked": _("API token revoked"),
}
"""Code → words. ``register_actions`` adds a page's own."""


def register_actions(words: dict[str, Promise | str]) -> None:
    """Add the words of further actions."""
    ACTIONS.update(words)


def action_in_words(action: str) -> str:
    """Words for an action; its own name for one that nobody has worded."""
    return str(ACTIONS.get(action, action))
