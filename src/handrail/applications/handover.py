"""The page for the developer: a signed link, read-only, without sign-in, that expires."""

from datetime import timedelta

from django.core import signing

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application
from handrail.errors import HandrailError

LASTS = timedelta(days=14)
_SALT = "handrail.handover"


class HandoverLinkError(HandrailError):
    """The link is not one of this console's, or older than two weeks."""

    code = "handover.invalid"
    sentence = "This link is not valid any more. Ask whoever sent it for a new one."


def make_handover(*, actor: User, application: Application) -> str:
    """The secret part of a link to the integration page of ``application``; nothing on that page is secret itself."""
    require(actor, Role.ADMINISTRATOR, application=application)
    record(actor, "snippet.sent-to-developer", application.name, {"days": LASTS.days}, application)
    return signing.dumps(application.key, salt=_SALT)


def handed_over(secret: str) -> Application:
    """The application that a link names.

    Raises:
        HandoverLinkError: changed, foreign or expired.
    """
    try:
        key = signing.loads(secret, salt=_SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise HandoverLinkError from error
    found = Application.objects.filter(key=key).first()
    if found is None:
        raise HandoverLinkError
    return found
