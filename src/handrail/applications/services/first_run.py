"""The very first person."""

from django.db import transaction

from handrail.accounts.audit import System, record
from handrail.accounts.models import AuditHead, User
from handrail.accounts.people import add_person, anybody_exists
from handrail.applications.models import Grant, Role
from handrail.errors import NotAllowedError


def first_run(*, email: str, display_name: str, password: str | None, language: str = "") -> User:
    """Create the first administrator of a fresh installation.

    The first person is alone and gets every role but translator (an author translates too), so that the whole way
    can be walked; whoever wants to part the roles does so on the page "People".

    Raises:
        NotAllowedError: somebody exists already.
        InvalidInputError: address or password are not good enough.
    """
    with transaction.atomic():
        # The lock on the head row puts two first runs at the same moment in a line.
        AuditHead.objects.get_or_create(pk=1)
        AuditHead.objects.select_for_update().get(pk=1)
        if anybody_exists():
            raise NotAllowedError("The first run has happened already; sign in instead. Nothing was changed.")
        user = add_person(email=email, display_name=display_name, language=language, password=password)
        roles = [role for role in Role if role is not Role.TRANSLATOR]
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
        record(System("first run"), "person.first-administrator", user.email, {"roles": list(roles)})
    return user
