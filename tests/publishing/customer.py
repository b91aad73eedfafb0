"""A customer who holds the keys, and what happens on the customer's machines."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from handrail.applications.models import Environment, RootRecord, WantedRoot
from handrail.applications.services import enrol_key, enrol_outside_key
from handrail.applications.signing import first_trust, newest_root
from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.deploy.keys.rotate import sign_further
from handrail.package.build import next_seq, sign_pointer
from handrail.package.candidate import verify_candidate
from handrail.package.keys import SigningKey
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import DefaultNeedsApprovalError
from handrail.publishing.models import Pointer, Release
from handrail.publishing.services import Wanted, WantedEnvironment
from publishing.conftest import Newsroom


@dataclass
class Customer:
    """A newsroom whose keys lie with the customer: three administrators, two approvers, one deployer."""

    newsroom: Newsroom
    second: object
    keys: dict[str, SigningKey] = field(
        default_factory=lambda: {
            name: SigningKey.generate() for name in ("r1", "r2", "r3", "approver", "second", "deployer", "stranger")
        }
    )

    @property
    def bank(self):
        return self.newsroom.bank

    @property
    def production(self) -> Environment:
        return self.bank.production

    def enrol(self) -> None:
        admin, application = self.bank.administrator, self.bank.application
        for name in ("r1", "r2", "r3"):
            key = self.keys[name].public
            enrol_outside_key(actor=admin, application=application, environment=None, holder_name=name, key=key)
        for name, holder in {"approver": self.bank.approver, "second": self.second}.items():
            enrol_key(actor=admin, environment=self.production, holder=holder, key=self.keys[name].public)
        enrol_outside_key(
            actor=admin,
            application=application,
            environment=self.production,
            holder_name="web1 in the DMZ",
            key=self.keys["deployer"].public,
        )

    def ids(self, *names: str) -> frozenset[str]:
        return frozenset(self.keys[name].public.keyid for name in names)

    def wanted(self, **environments: WantedEnvironment) -> Wanted:
        production = WantedEnvironment(self.ids("approver", "second"), 1, self.ids("deployer"))
        return Wanted(self.ids("r1", "r2", "r3"), 2, {"production": production, **environments})

    def want(self, wanted: Wanted | None = None) -> WantedRoot:
        made = services.want_root(
            actor=self.bank.administrator, application=self.bank.application, wanted=wanted or self.wanted()
        )
        assert isinstance(made, WantedRoot)
        return made

    def signed_chain(self, made: WantedRoot, *names: str) -> bytes:
        """What ``handrail keys sign`` does on an administrator's machine."""
        roots = parse_chain(services.wanted_chain(made))
        done = sign_further(
            roots, trust=first_trust(self.bank.application), signers=[self.keys[name] for name in names]
        )
        return chain_bytes(done.roots)

    def hand_in(self, made: WantedRoot, *names: str) -> RootRecord | WantedRoot:
        return services.hand_in_root(
            actor=self.bank.administrator,
            application=self.bank.application,
            chain=self.signed_chain(made, *names),
        )

    def take_over(self) -> None:
        """Sovereign from now on."""
        self.enrol()
        assert isinstance(self.hand_in(self.want(), "r1", "r2"), RootRecord)

    def approve(self, release: Release, *names: str) -> Release:
        data = services.candidate_file(actor=self.bank.approver, release=release)
        found = verify_candidate(data, trust=first_trust(self.bank.application), now=datetime.now(UTC))
        envelope = found.shown.envelope.signed_by(self.keys[name] for name in names).to_bytes()
        return services.hand_in_approval(actor=self.bank.approver, release=release, envelope=envelope)

    def sign_pointer(self, release: Release, key: str = "deployer", **changes: object) -> bytes:
        """What ``handrail deploy --key`` signs."""
        last = current_pointer(self.production)
        values: dict[str, object] = {
            "application": self.bank.application.key,
            "environment": "production",
            "release_version": release.number,
            "release_sha256": release.payload_sha256,
            "root": newest_root(self.bank.application).version,
            "seq": next_seq(last.seq if last else None, datetime.now(UTC)),
            "status": "active",
            "off": (),
            "expires": datetime.now(UTC) + timedelta(days=30),
            "key": self.keys[key],
        }
        return sign_pointer(**{**values, **changes})  # type: ignore[arg-type]

    def deploy(self, release: Release, **changes: object) -> Pointer | None:
        return services.learn_pointer(environment=self.production, envelope=self.sign_pointer(release, **changes))

    def first_live(self) -> Release:
        """The default release, approved and deployed."""
        with pytest.raises(DefaultNeedsApprovalError):
            services.default_package(actor=self.bank.administrator, environment=self.production)
        release = Release.objects.get(environment=self.production)
        self.approve(release, "approver")
        assert self.deploy(release) is not None
        release.refresh_from_db()
        return release

    def second_live(self) -> Release:
        release = services.propose(actor=self.bank.author, environment=self.production)
        self.approve(release, "second")
        assert self.deploy(release) is not None
        release.refresh_from_db()
        return release
