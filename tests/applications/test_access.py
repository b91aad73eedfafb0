"""The door: roles by grants, scopes by tokens, no by default."""

import pytest

from actors import Bank
from handrail.accounts.audit import entries, verify_chain
from handrail.accounts.models import AuditEntry
from handrail.applications.access import (
    Role,
    Scope,
    can,
    get_application,
    get_environment,
    require,
    visible_applications,
)
from handrail.applications.models import Grant
from handrail.applications.services import create_application, set_hosting
from handrail.applications.services.people import grant_role, revoke_role, set_active
from handrail.applications.services.set_hosting import HostingChoice
from handrail.applications.tokens import create_token, revoke_token, use_token
from handrail.errors import InvalidInputError, NotAllowedError, NotFoundError

pytestmark = pytest.mark.django_db


def test_without_a_grant_everything_is_refused(bank: Bank) -> None:
    assert not visible_applications(bank.outsider).exists()
    with pytest.raises(NotFoundError):
        get_application(bank.outsider, bank.application.key)
    for role in Role:
        assert not can(bank.outsider, role, application=bank.application)
        assert not can(bank.outsider, role)


def test_a_grant_in_one_application_opens_no_other(bank: Bank) -> None:
    assert can(bank.author, Role.AUTHOR, application=bank.application)
    assert not can(bank.author, Role.AUTHOR, application=bank.other)
    assert not can(bank.author, Role.AUTHOR)
    assert list(visible_applications(bank.author)) == [bank.application]


def test_a_grant_for_one_environment_holds_only_there(bank: Bank) -> None:
    grant_role(
        actor=bank.administrator,
        user=bank.outsider,
        role=Role.APPROVER,
        application=bank.application,
        environment=bank.staging,
    )
    assert can(bank.outsider, Role.APPROVER, environment=bank.staging)
    assert not can(bank.outsider, Role.APPROVER, environment=bank.production)
    assert not can(bank.outsider, Role.APPROVER, application=bank.application)
    assert get_environment(bank.outsider, bank.application, "staging") == bank.staging


def test_only_approver_and_publisher_can_be_limited_to_an_environment(bank: Bank) -> None:
    with pytest.raises(InvalidInputError):
        grant_role(
            actor=bank.administrator,
            user=bank.outsider,
            role=Role.AUTHOR,
            application=bank.application,
            environment=bank.staging,
        )
    assert not Grant.objects.filter(user=bank.outsider).exists()


def test_a_person_switched_off_may_nothing_at_once(bank: Bank) -> None:
    set_active(actor=bank.administrator, user=bank.author, active=False)
    bank.author.refresh_from_db()
    assert not can(bank.author, Role.AUTHOR, application=bank.application)


def test_the_last_administrator_stays(bank: Bank) -> None:
    for grant in Grant.objects.filter(role=Role.ADMINISTRATOR, application=None).exclude(user=bank.administrator):
        revoke_role(actor=bank.administrator, user=grant.user, grant_id=grant.pk)
    last = Grant.objects.get(role=Role.ADMINISTRATOR, application=None)
    with pytest.raises(NotAllowedError, match="last administrator"):
        revoke_role(actor=bank.administrator, user=bank.administrator, grant_id=last.pk)
    assert Grant.objects.filter(pk=last.pk).exists()


def test_an_administrator_of_one_application_gives_no_roles_elsewhere(bank: Bank) -> None:
    with pytest.raises(NotAllowedError):
        grant_role(actor=bank.neighbour, user=bank.neighbour, role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        grant_role(actor=bank.neighbour, user=bank.neighbour, role=Role.AUTHOR, application=bank.application)


def test_a_token_has_its_scopes_in_its_application_and_nothing_else(bank: Bank) -> None:
    token, secret = create_token(
        actor=bank.administrator,
        application=bank.application,
        label="watch",
        scopes=[Scope.PACKAGES_READ],
        environment=bank.production,
    )
    used = use_token(secret)
    assert used == token
    assert can(token, Role.PUBLISHER, environment=bank.production, scope=Scope.PACKAGES_READ)
    assert not can(token, Role.PUBLISHER, environment=bank.staging, scope=Scope.PACKAGES_READ)
    assert not can(token, Role.PUBLISHER, environment=bank.production)
    assert not can(token, Role.PUBLISHER, application=bank.other, scope=Scope.PACKAGES_READ)
    with pytest.raises(NotFoundError):
        get_environment(token, bank.application, "staging")
    revoke_token(actor=bank.administrator, application=bank.application, token_id=token.pk)
    assert use_token(secret) is None
    assert secret not in str(list(AuditEntry.objects.values_list("details", "target")))


def test_what_was_refused_leaves_no_trace_and_no_change(bank: Bank) -> None:
    before = entries().count()
    for actor in (bank.author, bank.approver, bank.auditor, bank.outsider, bank.neighbour):
        with pytest.raises(NotAllowedError):
            set_hosting(
                actor=actor,
                application=bank.application,
                choices={"production": HostingChoice("https://evil.example.com")},
            )
        with pytest.raises(NotAllowedError):
            create_application(actor=actor, name="Mine", languages=["en"])
    assert entries().count() == before
    assert bank.production.self_hosted_url == ""


def test_require_names_the_missing_role(bank: Bank) -> None:
    with pytest.raises(NotAllowedError, match="publisher"):
        require(bank.author, Role.PUBLISHER, application=bank.application)


def test_the_audit_chain_notices_a_changed_a_dropped_and_a_reordered_entry(bank: Bank) -> None:
    whole = verify_chain()
    assert whole.whole
    assert whole.entries >= 3
    victim = AuditEntry.objects.get(sequence=2)
    target = victim.target
    AuditEntry.objects.filter(pk=victim.pk).update(target="something else")
    assert verify_chain().broken_at == 2
    AuditEntry.objects.filter(pk=victim.pk).update(target=target)
    assert verify_chain().whole
    AuditEntry.objects.order_by("-sequence").first().delete()  # type: ignore[union-attr]
    assert not verify_chain().whole
