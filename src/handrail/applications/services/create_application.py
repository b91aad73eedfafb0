"""A new application."""

from django.db import transaction
from django.dispatch import Signal

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.checks import checked_languages, checked_name
from handrail.applications.models import Application, Environment
from handrail.applications.signing import create_keys

application_created = Signal()
"""Sent inside the transaction with ``application`` and ``actor``: upper layers add their own first rows (languages)."""


def create_application(
    *,
    actor: User,
    name: str,
    languages: list[str],
    kind: str = Application.Kind.WEB,
    trial: bool = False,
) -> Application:
    """A new application with the environments ``staging`` (made for authoring) and ``production``, and its keys.

    Self-hosting needs nobody's permission and no licence: the next step of the flow asks for the address.

    Args:
        actor: administrator for all applications.
        name: what people call it.
        languages: lower-case BCP 47 tags; the first is the base language.
        kind: ``web`` or ``hybrid``.
        trial: made by ``handrail try``.

    Raises:
        NotAllowedError: not such an administrator.
        InvalidInputError: a name or language is malformed.
    """
    require(actor, Role.ADMINISTRATOR)
    names = checked_languages(languages)
    with transaction.atomic():
        application = Application.objects.create(
            name=checked_name(name),
            kind=Application.Kind(kind),
            base_language=names[0],
            languages=names,
            trial=trial,
        )
        production = {"name": "production", "approvals_needed": 1, "position": 0}
        staging = {"name": "staging", "approvals_needed": 0, "power": True, "position": 1}
        for values in (production, staging):
            Environment.objects.create(application=application, **values)
        create_keys(application)
        application_created.send(Application, application=application, actor=actor)
        details = {"kind": application.kind, "languages": names}
        record(actor, "application.created", application.name, details, application)
    return application
