"""Four eyes as signatures: from trial mode to approvers' own keys, and every release after it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from actors import person
from handrail.accounts.models import AuditEntry
from handrail.applications.access import Role
from handrail.applications.models import Environment, SigningKeyRecord
from handrail.applications.services import add_environment, answer_undo, enrol_key, retire_key, set_policy
from handrail.applications.services.enrol_key import BrowserKeyError, HolderError, KeyInUseError, KeyKnownError
from handrail.applications.signing import newest_root, root_envelopes, trust
from handrail.deploy.keys.chain import chain_bytes
from handrail.deploy.keys.errors import LiveReleaseError
from handrail.deploy.keys.rotate import rotate
from handrail.errors import NotAllowedError
from handrail.package.candidate import verify_candidate
from handrail.package.envelope import ROOT_TYPE, read_envelope
from handrail.package.keys import SigningKey
from handrail.package.opened import VerifiedPackage, verify_package
from handrail.package.rotation import Plan, Seat
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import (
    ApprovalForeignError,
    EnvironmentWaitsError,
    IndependentApprovalError,
    KeyElsewhereError,
    NotSignedByApproversError,
    OwnWorkError,
    RootRefusedError,
    TooFewApproversError,
    UndoUnansweredError,
)
from handrail.publishing.models import Release
from publishing.conftest import Newsroom

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """The newsroom, with two approvers' keys and two administrators' root keys, as they lie on their machines."""

    newsroom: Newsroom
    second: object
    keys: dict[str, SigningKey]
    first_trust: str

    @property
    def bank(self):
        return self.newsroom.bank

    def sign(self, release: Release, *names: str) -> bytes:
        """What ``handrail approve`` does on an approver's machine."""
        data = services.candidate_file(actor=self.bank.approver, release=release)
        found = verify_candidate(data, trust=self.first_trust, now=datetime.now(UTC))
        return found.shown.envelope.signed_by(self.keys[name] for name in names).to_bytes()

    def hand_in(self, release: Release, *names: str) -> Release:
        envelope = self.sign(release, *names)
        return services.hand_in_approval(actor=self.bank.approver, release=release, envelope=envelope)

    def chain(self, threshold: int = 1, **changes: object) -> bytes:
        """Root 2: approvers and administrators with keys of their own; the console keeps author and pointer."""
        application = self.bank.application
        roots = tuple(read_envelope(each, ROOT_TYPE) for each in root_envelopes(application))
        seat = Seat("approve", "production")
        plan = Plan(
            add=(
                (Seat("root"), self.keys["root-one"].public),
                (Seat("root"), self.keys["root-two"].public),
                (seat, self.keys["approver"].public),
                (seat, self.keys["second"].public),
            ),
            remove=frozenset(newest_root(application).root.keyids),
            thresholds={Seat("root"): 2, seat: threshold},
            expires=datetime.now(UTC) + timedelta(days=700),
        )
        signers = [self.keys["root-one"], self.keys["root-two"]]
        options = {"plan": plan, "signers": signers, "live": [], **changes}
        quiet = frozenset({"production", "staging"})
        made = rotate(roots, trust=self.first_trust, nothing_live=quiet, **options)  # type: ignore[arg-type]
        return chain_bytes(made.roots)

    def enrol(self) -> None:
        holders = {"approver": self.bank.approver, "second": self.second}
        for name, holder in holders.items():
            enrol_key(
                actor=self.bank.administrator,
                environment=self.bank.production,
                holder=holder,
                key=self.keys[name].public,
            )

    def leave_trial_mode(self) -> Release:
        """Enrol, approve what is live, upload the root."""
        live = self.newsroom.publish()
        self.enrol()
        self.hand_in(live, "approver")
        services.accept_root(actor=self.bank.administrator, application=self.bank.application, chain=self.chain())
        answer_undo(actor=self.bank.publisher, environment=self.bank.production, undo="console")
        live.refresh_from_db()
        return live

    def package(self, anchor: str | None = None) -> VerifiedPackage:
        data = services.full_package(actor=self.bank.publisher, environment=self.bank.production)
        return verify_package(data, trust=anchor or self.first_trust, now=datetime.now(UTC))


@pytest.fixture
def office(newsroom: Newsroom, second_approver: object) -> Office:
    keys = {name: SigningKey.generate() for name in ("approver", "second", "root-one", "root-two", "stranger")}
    return Office(newsroom, second_approver, keys, trust(newsroom.bank.application))


def test_a_candidate_from_the_console_compiles_to_the_same_bytes(office: Office) -> None:
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    data = services.candidate_file(actor=office.bank.approver, release=release)
    found = verify_candidate(data, trust=office.first_trust, now=datetime.now(UTC))
    assert found.shown.envelope.sha256 == release.payload_sha256
    assert [each.id for each in found.shown.content.campaigns] == [office.newsroom.campaign.name]


def test_after_leaving_trial_mode_packages_carry_an_approval_signature(office: Office) -> None:
    live = office.leave_trial_mode()
    found = office.package()
    assert not found.verdict.is_trial
    assert found.verdict.signers["approve"] == (office.keys["approver"].public.keyid,)
    assert found.verdict.release.version == live.number
    assert trust(office.bank.application).startswith("2.")
    assert office.package(trust(office.bank.application)).verdict.root.version == 2


def test_a_click_in_the_console_approves_nothing_any_more(office: Office) -> None:
    office.leave_trial_mode()
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    with pytest.raises(KeyElsewhereError):
        services.approve(actor=office.bank.approver, release=release)
    release.refresh_from_db()
    assert release.state == Release.State.PROPOSED
    signed = office.hand_in(release, "second")
    assert signed.state == Release.State.APPROVED
    assert [each.decided_by_name for each in signed.approvals.all()] == [str(office.second)]
    services.make_live(actor=office.bank.publisher, release=signed)
    assert office.package().verdict.signers["approve"] == (office.keys["second"].public.keyid,)


def test_with_a_threshold_of_two_one_signature_is_not_enough(office: Office) -> None:
    live = office.newsroom.publish()
    office.enrol()
    office.hand_in(live, "approver")
    upload = {"actor": office.bank.administrator, "application": office.bank.application}
    with pytest.raises(LiveReleaseError):
        services.accept_root(**upload, chain=office.chain(2))
    office.hand_in(live, "second")
    services.accept_root(**upload, chain=office.chain(2))
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    assert office.hand_in(release, "approver").state == Release.State.PROPOSED
    assert office.hand_in(release, "second").state == Release.State.APPROVED


def test_a_root_under_which_the_live_release_fails_is_refused_and_changes_nothing(office: Office) -> None:
    office.newsroom.publish()
    office.enrol()
    before = current_pointer(office.bank.production)
    with pytest.raises(LiveReleaseError):
        services.accept_root(actor=office.bank.administrator, application=office.bank.application, chain=office.chain())
    assert newest_root(office.bank.application).version == 1
    assert current_pointer(office.bank.production) == before


def test_a_root_needs_its_signatures_its_holders_and_a_console_that_can_go_on(office: Office) -> None:
    live = office.newsroom.publish()
    upload = {"actor": office.bank.administrator, "application": office.bank.application}
    with pytest.raises(RootRefusedError, match="nobody is enrolled"):
        services.accept_root(**upload, chain=office.chain())
    office.enrol()
    office.hand_in(live, "approver")
    with pytest.raises(RootRefusedError, match="1 of 2 signatures of root 2"):
        services.accept_root(**upload, chain=office.chain(signers=[office.keys["root-one"]]))
    with pytest.raises(NotAllowedError):
        services.accept_root(**{**upload, "actor": office.bank.approver}, chain=office.chain())
    services.accept_root(**upload, chain=office.chain())
    with pytest.raises(RootRefusedError, match="chain is not the one"):
        services.accept_root(
            **upload,
            chain=chain_bytes(
                tuple(read_envelope(each, ROOT_TYPE) for each in root_envelopes(office.bank.application))
            ),
        )


def test_the_consoles_root_key_is_gone_afterwards(office: Office) -> None:
    office.leave_trial_mode()
    root_key = SigningKeyRecord.objects.get(application=office.bank.application, role="root")
    assert (bytes(root_key.private_encrypted), root_key.retired_at is not None) == (b"", True)


def test_an_environment_added_afterwards_waits_for_a_root(office: Office) -> None:
    office.leave_trial_mode()
    made = add_environment(actor=office.bank.administrator, application=office.bank.application, name="test")
    assert newest_root(office.bank.application).version == 2
    with pytest.raises(EnvironmentWaitsError):
        services.default_package(actor=office.bank.administrator, environment=made)
    with pytest.raises(EnvironmentWaitsError):
        services.propose(actor=office.bank.author, environment=made)


def test_where_approval_is_independent_nothing_from_the_page_counts(office: Office) -> None:
    office.leave_trial_mode()
    policy = {"approvals_needed": 1, "pointer_days": 30, "approval": "independent"}
    set_policy(actor=office.bank.administrator, environment=office.bank.production, **policy)
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    with pytest.raises(IndependentApprovalError):
        services.approve(actor=office.bank.approver, release=release)
    envelope = office.sign(release, "second")
    hand_in = {"actor": office.bank.approver, "release": release, "envelope": envelope}
    with pytest.raises(IndependentApprovalError):
        services.hand_in_approval(**hand_in, in_browser=True)
    record = SigningKeyRecord.objects.filter(key_id=office.keys["second"].public.keyid)
    record.update(kept="browser")
    with pytest.raises(ApprovalForeignError):
        services.hand_in_approval(**hand_in)
    record.update(kept="file")
    assert services.hand_in_approval(**hand_in).state == Release.State.APPROVED
    third = person("third", Role.APPROVER, application=office.bank.application)
    enrol = {"actor": office.bank.administrator, "environment": office.bank.production, "holder": third}
    with pytest.raises(BrowserKeyError):
        enrol_key(**enrol, key=office.keys["stranger"].public, kept="browser")


def test_nothing_goes_live_with_fewer_than_two_active_approvers(office: Office) -> None:
    office.leave_trial_mode()
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    office.hand_in(release, "second")
    office.bank.approver.is_active = False
    office.bank.approver.save()
    with pytest.raises(TooFewApproversError):
        services.make_live(actor=office.bank.publisher, release=release)
    office.bank.approver.is_active = True
    office.bank.approver.save()
    services.make_live(actor=office.bank.publisher, release=release)


def test_before_going_live_somebody_says_who_may_undo(office: Office) -> None:
    office.leave_trial_mode()
    Environment.objects.filter(pk=office.bank.production.pk).update(undo="")
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    signed = office.hand_in(release, "second")
    with pytest.raises(UndoUnansweredError):
        services.make_live(actor=office.bank.publisher, release=signed)
    with pytest.raises(NotAllowedError):
        answer_undo(actor=office.bank.author, environment=office.bank.production, undo="console")
    answer_undo(actor=office.bank.publisher, environment=office.bank.production, undo="deployer")
    services.make_live(actor=office.bank.publisher, release=signed)


def test_only_signatures_of_enrolled_approvers_of_others_work_count(office: Office) -> None:
    office.leave_trial_mode()
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    for names in (("stranger",), ("root-one",), ()):
        with pytest.raises(ApprovalForeignError):
            office.hand_in(release, *names)
    release.authors.add(office.bank.approver)
    with pytest.raises(OwnWorkError):
        office.hand_in(release, "approver")
    signed = office.hand_in(release, "second")
    with pytest.raises(ApprovalForeignError, match="no new signature"):
        office.hand_in(signed, "second")


def test_an_approval_of_another_release_is_refused(office: Office) -> None:
    live = office.leave_trial_mode()
    office.newsroom.change("Second")
    release = services.propose(actor=office.bank.author, environment=office.bank.production)
    with pytest.raises(ApprovalForeignError, match="another release"):
        services.hand_in_approval(actor=office.bank.approver, release=release, envelope=office.sign(live, "second"))
    with pytest.raises(NotAllowedError):
        services.hand_in_approval(actor=office.bank.author, release=release, envelope=office.sign(release, "second"))


def test_a_release_from_trial_mode_cannot_be_rolled_back_to(office: Office) -> None:
    old = office.newsroom.publish()
    office.newsroom.change("Second")
    office.leave_trial_mode()
    with pytest.raises(NotSignedByApproversError):
        services.roll_back(actor=office.bank.publisher, environment=office.bank.production, to_release=old)
    services.hand_in_approval(actor=office.bank.approver, release=old, envelope=office.sign(old, "second"))
    services.roll_back(actor=office.bank.publisher, environment=office.bank.production, to_release=old)
    assert office.package().verdict.release.version == old.number


def test_who_holds_which_key_stands_in_the_audit_log(office: Office) -> None:
    office.enrol()
    entries = AuditEntry.objects.filter(action="key.enrolled")
    assert {each.details["holder"] for each in entries} == {"approver@example.com", "second@example.com"}
    enrol = {"actor": office.bank.administrator, "environment": office.bank.production}
    with pytest.raises(KeyKnownError):
        enrol_key(**enrol, holder=person("third", Role.APPROVER), key=office.keys["approver"].public)
    with pytest.raises(HolderError):
        enrol_key(**enrol, holder=office.bank.approver, key=office.keys["stranger"].public)
    with pytest.raises(HolderError):
        enrol_key(**enrol, holder=office.bank.author, key=office.keys["stranger"].public)


def test_a_key_that_a_root_names_leaves_by_a_root_only(office: Office) -> None:
    office.leave_trial_mode()
    retire = {"actor": office.bank.administrator, "application": office.bank.application}
    with pytest.raises(KeyInUseError):
        retire_key(**retire, key_id=office.keys["approver"].public.keyid)
