"""Roles in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Promise | str] = {
    "author": _("Author"),
    "translator": _("Translator"),
    "approver": _("Approver"),
    "publisher": _("Publisher"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}

ROLE_TEXTS: dict[str, Promise | str] = {
    "author": _("edits content, captures in Power Mode, proposes releases"),
    "translator": _("writes texts of other languages"),
    "approver": _("approves or rejects releases, never own changes"),
    "publisher": _("makes live, rolls back, pauses, stops, downloads packages"),
    "administrator": _("applications, hosting, keys, people, tokens; no content"),
    "auditor": _("reads everything and the audit log, changes nothing"),
}
