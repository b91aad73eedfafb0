"""Where keys lie, and sentences of what is refused about them."""

from django.utils.translation import gettext_lazy as _

from handrail.applications.models import SigningKeyRecord
from handrail.console.words import register_errors

KEPT = {
    SigningKeyRecord.Kept.FILE: _("in a key file"),
    SigningKeyRecord.Kept.TOKEN: _("on a token"),
    SigningKeyRecord.Kept.BROWSER: _("in a browser"),
}
"""Where the private part of an enrolled key lies."""

register_errors(
    {
        "keys.known": _("This key is known here already; every person and environment has a key of its own."),
        "keys.holder": _("{who} is no approver of {environment}, or has a key there already."),
        "keys.in-use": _("The newest root names this key. Only the next root takes it out."),
        "keys.form": _("This is not a public key as “handrail keys export” writes it. Nothing was changed."),
        "keys.live-release": _(
            "Under this root release {release} of {environment}, which is live, would not be shown any more. "
            "Nothing was changed. Have that release signed by the new approvers first: its page, under Releases, "
            "offers the candidate to read and takes the signature."
        ),
        "keys.browser": _(
            "Approvals of {environment} are independent of this console: a key in a browser does not count there. "
            "Nothing was changed; have a key file made, or use a token."
        ),
        "pins.none": _("{page} was read, but no trust anchor stands in it; perhaps a script sets it later."),
        "package.roles-overlap": _(
            "In {environment} approvers and deployers must have keys of their own: no key holds two of the three roles."
        ),
        "publishing.root-refused": _("The root was not accepted: {reason}. Nothing was changed."),
        "package.root-chain": _("This file is not the chain of this application with one root more."),
        "package.malformed": _("This file is not one that Handrail wrote. Nothing was changed."),
    }
)
