"""What is live is told from reports, with source and time, or not at all."""

import pytest

from actors import Bank
from handrail.accounts.audit import entries, record
from handrail.applications.access import Scope
from handrail.applications.connection import connection_of, record_report
from handrail.applications.models import ConnectionReport
from handrail.applications.services import finish_step
from handrail.applications.tokens import create_token
from handrail.console.applications.getting_started import getting_started
from handrail.errors import NotAllowedError

pytestmark = pytest.mark.django_db


def test_without_a_report_nobody_claims_anything(bank: Bank) -> None:
    known = connection_of(bank.production)
    assert (known.state, known.release, known.connected) == ("none", None, False)


def test_the_same_observation_again_moves_its_time_and_keeps_since(bank: Bank) -> None:
    seen = {"source": "watch", "state": "live", "release": 3, "seq": 1200}
    first = record_report(actor=bank.publisher, environment=bank.production, **seen)  # type: ignore[arg-type]
    again = record_report(actor=bank.publisher, environment=bank.production, **seen)  # type: ignore[arg-type]
    assert again.pk == first.pk
    assert again.since == first.since
    assert again.at > first.at
    assert entries(bank.application).filter(action="connection.seen").count() == 1


def test_damage_is_the_newest_state_and_the_last_live_release_stays_known(bank: Bank) -> None:
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="live", release=3, seq=1200)
    problem = {"code": "package.file-changed", "message": "blob changed", "path": "blobs/x.json"}
    record_report(
        actor=bank.publisher, environment=bank.production, source="watch", state="damaged", problems=[problem]
    )
    known = connection_of(bank.production)
    assert (known.state, known.connected, known.release) == ("damaged", False, 3)
    assert known.newest is not None
    assert known.newest.problems == [problem]


def test_sources_do_not_overwrite_one_another(bank: Bank) -> None:
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="live", release=3)
    record_report(actor=bank.publisher, environment=bank.production, source="outside", state="unreachable")
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="live", release=3)
    assert ConnectionReport.objects.filter(environment=bank.production).count() == 2
    assert connection_of(bank.production).newest.source == "watch"  # type: ignore[union-attr]


def test_a_token_reports_only_with_its_scope_and_only_its_environment(bank: Bank) -> None:
    reporter, _secret = create_token(
        actor=bank.administrator,
        application=bank.application,
        label="watch",
        scopes=[Scope.REPORTS_WRITE],
        environment=bank.production,
    )
    reader, _secret = create_token(
        actor=bank.administrator, application=bank.application, label="pull", scopes=[Scope.PACKAGES_READ]
    )
    record_report(actor=reporter, environment=bank.production, source="watch", state="live", release=1)
    for actor, environment in ((reporter, bank.staging), (reader, bank.production), (bank.auditor, bank.production)):
        with pytest.raises(NotAllowedError):
            record_report(actor=actor, environment=environment, source="watch", state="live", release=1)


def done(bank: Bank) -> list[str]:
    return [line.id for line in getting_started(bank.application) if line.done]


def test_the_seven_lines_tick_by_what_people_did_after_the_set_up(bank: Bank) -> None:
    assert len(getting_started(bank.application)) == 7
    record(bank.author, "campaign.saved", "Welcome", {}, bank.application)
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="live", release=1)
    finish_step(actor=bank.administrator, application=bank.application, step="connect")
    assert done(bank) == ["connect"]
    record(bank.author, "campaign.saved", "Welcome", {}, bank.application)
    record(bank.author, "release.proposed", "production", {}, bank.application)
    record(bank.approver, "release.approved", "production", {}, bank.application)
    assert done(bank) == ["connect", "write", "propose", "approve"]
    record(bank.publisher, "release.signed", "production", {}, bank.application)
    assert "live" not in done(bank)
    record_report(actor=bank.publisher, environment=bank.production, source="watch", state="live", release=2)
    record(bank.author, "assets.synced", "Bank", {}, bank.application)
    record(bank.publisher, "release.rolled-back", "production", {}, bank.application)
    assert len(done(bank)) == 7


def test_another_applications_deeds_tick_nothing(bank: Bank) -> None:
    record(bank.neighbour, "campaign.saved", "Welcome", {}, bank.other)
    assert done(bank) == []
