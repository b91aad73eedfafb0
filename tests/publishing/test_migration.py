"""One application from trial over four eyes to sovereign: one document root, and pages that were never changed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handrail.applications.models import Environment, RootRecord
from handrail.applications.services import answer_undo
from handrail.applications.signing import first_trust, holds_pointer, newest_root
from handrail.deploy.completing import complete_for
from handrail.deploy.keys.errors import LiveReleaseError
from handrail.deploy.options import Options
from handrail.deploy.pointing import point, unchanged
from handrail.deploy.protocol import deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.errors import PackageError, SignatureMissingError
from handrail.package.verify import State, Verdict, parse_channel, verify_channel
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import KeyElsewhereError
from handrail.publishing.models import Release
from handrail.publishing.services import Wanted, WantedEnvironment
from publishing.customer import Customer

pytestmark = pytest.mark.django_db


@dataclass
class Server:
    """A document root, and somebody's page that looks at it with the anchor of the first day."""

    customer: Customer
    folder: Path
    seen: State | None = None

    @property
    def target(self) -> DirectoryTarget:
        return DirectoryTarget(self.folder / "www")

    @property
    def options(self) -> Options:
        trust = first_trust(self.customer.bank.application)
        key = self.customer.bank.application.key
        receipts = Receipts(self.folder / "receipts", self.target.name)
        return Options(trust=trust, receipts=receipts, application=key, environment="production")

    def put(self, package: bytes) -> Verdict:
        deploy(package, self.target, self.options)
        return self.look()

    def put_signed(self, release: Release) -> Verdict:
        """The deployer signs the pointer; the console learns of it by looking."""
        customer = self.customer
        data = services.unpointed_package(actor=customer.bank.publisher, release=release)
        found = self.put(complete_for(data, self.target, self.options, [customer.keys["deployer"]]).data)
        learnt = services.learn_pointer(
            environment=customer.production, envelope=parse_channel(self.channel).pointer.to_bytes()
        )
        assert learnt == current_pointer(customer.production) and learnt.release == release
        return found

    @property
    def channel(self) -> bytes:
        return (self.folder / f"www/channel/{self.customer.bank.application.key}/production.json").read_bytes()

    def look(self) -> Verdict:
        """What the page does at its next load: it remembers what it saw, and goes back behind nothing."""
        options = self.options
        verdict = verify_channel(
            self.channel,
            application=options.application or "",
            environment="production",
            trust=options.trust,
            now=datetime.now(UTC),
            state=self.seen,
        )
        self.seen = verdict.state
        return verdict

    def full(self) -> bytes:
        return services.full_package(actor=self.customer.bank.publisher, environment=self.customer.production)


@pytest.fixture
def server(customer: Customer, tmp_path: Path) -> Server:
    return Server(customer, tmp_path)


def four_eyes(customer: Customer) -> Wanted:
    """Root with three administrators, approvers asked, the pointer with the console."""
    seats = WantedEnvironment(customer.ids("approver", "second"), 1, frozenset())
    return Wanted(customer.ids("r1", "r2", "r3"), 2, {"production": seats})


def test_one_application_goes_through_all_three_modes_under_the_anchor_of_the_first_day(server: Server) -> None:
    customer, bank = server.customer, server.customer.bank
    trial = customer.newsroom.publish()
    found = server.put(server.full())
    assert (found.root.version, found.release.version, found.signers.get("approve", ())) == (1, trial.number, ())

    customer.enrol()
    with pytest.raises(LiveReleaseError):
        customer.want(four_eyes(customer))
    customer.approve(trial, "approver")
    made = customer.want(four_eyes(customer))
    assert isinstance(customer.hand_in(made, "r1", "r3"), RootRecord)
    answer_undo(actor=bank.administrator, environment=customer.production, undo=Environment.Undo.CONSOLE)
    assert holds_pointer(customer.production)
    found = server.put(server.full())
    assert (found.root.version, found.release.version, len(found.signers["approve"])) == (2, trial.number, 1)

    customer.newsroom.change("Seen by four eyes")
    second = services.propose(actor=bank.author, environment=customer.production)
    with pytest.raises(KeyElsewhereError):
        services.approve(actor=bank.approver, release=second)
    second = customer.approve(second, "second")
    services.make_live(actor=bank.publisher, release=second)
    assert server.put(server.full()).release.version == second.number

    made = customer.want()
    assert isinstance(customer.hand_in(made, "r2", "r3"), RootRecord)
    customer.production.refresh_from_db()
    assert (newest_root(bank.application).version, holds_pointer(customer.production)) == (3, False)
    assert server.look().root.version == 2, "what was deployed before the root changed still shows"
    for deed in (services.pause, services.heartbeat):
        with pytest.raises(KeyElsewhereError):
            deed(actor=bank.publisher, environment=customer.production)

    customer.newsroom.change("Ours from root to pointer")
    third = customer.approve(services.propose(actor=bank.author, environment=customer.production), "approver")
    found = server.put_signed(third)
    assert (found.root.version, found.release.version, found.pointer.status) == (3, third.number, "active")
    third.refresh_from_db()
    assert third.state == Release.State.SIGNED

    point(server.target, server.options, key=customer.keys["deployer"], action="pause", choose=unchanged("paused"))
    assert server.look().pointer.status == "paused"
    point(server.target, server.options, key=customer.keys["deployer"], action="resume", choose=unchanged("active"))
    assert server.look().release.version == third.number


def test_the_way_is_not_gone_backwards(server: Server) -> None:
    customer = server.customer
    customer.newsroom.publish()
    old = server.full()
    server.put(old)
    customer.enrol()
    customer.approve(Release.objects.get(environment=customer.production), "approver")
    customer.hand_in(customer.want(four_eyes(customer)), "r1", "r2")
    server.put(server.full())
    with pytest.raises(PackageError) as refused:
        server.put(old)
    assert refused.value.code in {"package.root-rollback", "package.seq-lower"}
    customer.hand_in(customer.want(), "r1", "r2")
    customer.newsroom.change("Ours")
    release = customer.approve(services.propose(actor=customer.bank.author, environment=customer.production), "second")
    data = services.unpointed_package(actor=customer.bank.publisher, release=release)
    with pytest.raises(SignatureMissingError):
        complete_for(data, server.target, server.options, [customer.keys["stranger"]])
    server.put_signed(release)
    with pytest.raises(PackageError):
        server.put(old)
    assert server.look().release.version == release.number
