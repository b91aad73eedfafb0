"""How far the creation flow has come; it can be left and resumed."""

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.models import Application

_ORDER = list(Application.Step)


def finish_step(*, actor: User, application: Application, step: str) -> Application:
    """Remember that ``step`` was done; an earlier one never moves the flow back."""
    require(actor, Role.ADMINISTRATOR, application=application)
    following = _ORDER[min(_ORDER.index(Application.Step(step)) + 1, len(_ORDER) - 1)]
    if _ORDER.index(following) > _ORDER.index(Application.Step(application.setup_step)):
        application.setup_step = following
        application.save(update_fields=["setup_step"])
        if application.set_up:
            record(actor, "application.set-up", application.name, {}, application)
    return application
