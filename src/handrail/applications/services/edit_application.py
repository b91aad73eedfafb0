"""Name and kind of an application."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.checks import checked_name
from handrail.applications.models import Application


def edit_application(*, actor: User, application: Application, name: str, kind: str) -> Application:
    """Change what people call it and what it runs in."""
    require(actor, Role.ADMINISTRATOR, application=application)
    with transaction.atomic():
        before = {"name": application.name, "kind": application.kind}
        application.name = checked_name(name)
        application.kind = Application.Kind(kind)
        after = {"name": application.name, "kind": application.kind}
        if before != after:
            application.save(update_fields=["name", "kind"])
            record(actor, "application.edited", application.name, {"before": before, "after": after}, application)
    return application
