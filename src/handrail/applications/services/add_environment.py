"""A further environment."""

from django.db import transaction

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.checks import checked_environment_name
from handrail.applications.models import Application, Environment
from handrail.applications.signing import add_environment_keys
from handrail.errors import InvalidInputError

MAX_ENVIRONMENTS = 12


def add_environment(*, actor: User, application: Application, name: str, power: bool = False) -> Environment:
    """Add ``name``; a new root names its pointer key, so pages that pin an older root keep working.

    Where people hold keys the environment waits: nothing can be published there before a root that they sign names it.

    Raises:
        InvalidInputError: the name is malformed or taken, or there are twelve environments already.
    """
    require(actor, Role.ADMINISTRATOR, application=application)
    plain = checked_environment_name(name)
    existing = list(application.environments.values_list("name", flat=True))
    if plain in existing or len(existing) >= MAX_ENVIRONMENTS:
        what = "there is one of this name already" if plain in existing else "twelve environments are the limit"
        raise InvalidInputError(summary=what, problems=[{"where": "name", "what": what}])
    with transaction.atomic():
        environment = Environment.objects.create(
            application=application,
            name=plain,
            power=power and plain != "production",
            approvals_needed=0,
            position=len(existing),
        )
        add_environment_keys(environment)
        record(actor, "environment.created", plain, {"power": environment.power}, application)
    return environment
