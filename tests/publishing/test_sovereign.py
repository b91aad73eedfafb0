"""The customer holds root, approval and pointer: the console proposes, asks, and learns what became live."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from handrail.accounts.models import AuditEntry
from handrail.applications.models import RootRecord, Scope, SigningKeyRecord, WantedRoot
from handrail.applications.pins import pins_of
from handrail.applications.services import add_environment
from handrail.applications.signing import first_trust, holds_pointer, newest_root, root_envelopes, trust
from handrail.applications.tokens import create_token
from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.errors import NotFoundError
from handrail.package.archive import read_zip
from handrail.package.build import channel_file
from handrail.package.canonical import parse_canonical
from handrail.package.errors import MalformedError, SignatureMissingError
from handrail.package.opened import open_package, verify_unpointed
from handrail.package.rotation import missing_signatures
from handrail.package.verify import parse_channel, verify_channel
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.errors import (
    BaseChangedError,
    KeyElsewhereError,
    RootRefusedError,
    WrongStateError,
)
from handrail.publishing.models import Pointer, PointerRequest, Release
from handrail.publishing.services import Wanted, WantedEnvironment
from handrail.publishing.state import live_state
from publishing.customer import Customer

pytestmark = pytest.mark.django_db


def test_the_root_that_is_wanted_is_signed_by_people_one_after_another(customer: Customer) -> None:
    customer.enrol()
    made = customer.want()
    assert [(each.version, each.have, each.need) for each in services.still_missing(made)] == [(2, 0, 2)]
    first = customer.hand_in(made, "r3")
    assert isinstance(first, WantedRoot)
    assert [(each.have, each.need) for each in services.still_missing(first)] == [(1, 2)]
    # The second administrator signed the file as it was downloaded first, without the first one's signature.
    assert isinstance(customer.hand_in(made, "r1"), RootRecord)
    assert newest_root(customer.bank.application).version == 2
    assert not holds_pointer(customer.production)
    assert holds_pointer(customer.bank.staging)
    assert customer.production.undo == "deployer"
    assert not WantedRoot.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"root.wanted", "root.signature-handed-in", "root.accepted", "key.enrolled"} <= actions


def test_the_consoles_keys_of_what_it_gave_up_are_gone(customer: Customer) -> None:
    customer.take_over()
    held = customer.bank.application.keys.exclude(private_encrypted=b"")
    assert {(each.role, each.environment and each.environment.name) for each in held} == {
        ("author", None),
        ("pointer", "staging"),
    }


def test_signatures_of_strangers_do_not_count(customer: Customer) -> None:
    customer.enrol()
    made = customer.want()
    roots = parse_chain(services.wanted_chain(made))
    forged = roots[-1].signed_by([customer.keys["stranger"]])
    upload = {"actor": customer.bank.administrator, "application": customer.bank.application}
    services.hand_in_root(**upload, chain=chain_bytes((*roots[:-1], forged)))
    made.refresh_from_db()
    assert parse_chain(services.wanted_chain(made))[-1].signatures == {}


def test_a_root_that_could_never_be_accepted_is_not_made(customer: Customer) -> None:
    customer.enrol()
    one = WantedEnvironment(customer.ids("approver"), 1, customer.ids("deployer"))
    with pytest.raises(RootRefusedError, match="at least 2 approvers"):
        customer.want(customer.wanted(production=one))
    with pytest.raises(NotFoundError):
        customer.want(Wanted(customer.ids("stranger"), 1, {}))
    with pytest.raises(MalformedError):
        customer.want(Wanted(customer.ids("r1"), 2, {}))
    assert not WantedRoot.objects.exists()


def test_a_wanted_root_can_be_dropped_and_is_replaced_by_a_newer_one(customer: Customer) -> None:
    customer.enrol()
    customer.want()
    customer.want()
    assert WantedRoot.objects.count() == 1
    drop = {"actor": customer.bank.administrator, "application": customer.bank.application}
    services.drop_wanted_root(**drop)
    with pytest.raises(NotFoundError):
        services.drop_wanted_root(**drop)


def test_an_environment_is_added_after_people_got_the_keys(customer: Customer) -> None:
    customer.take_over()
    admin, application = customer.bank.administrator, customer.bank.application
    added = add_environment(actor=admin, application=application, name="test")
    assert not holds_pointer(added)
    made = customer.want()
    before, following = newest_root(application), parse_chain(services.wanted_chain(made))[-1]
    assert missing_signatures(following, before, before)
    customer.hand_in(made, "r1", "r3")
    assert set(newest_root(application).environments) == {"production", "staging", "test"}
    assert holds_pointer(added)
    data = services.default_package(actor=admin, environment=added)
    channel = read_zip(data)[f"channel/{application.key}/test.json"]
    where = {"application": application.key, "environment": "test"}
    assert verify_channel(channel, **where, trust=first_trust(application), now=datetime.now(UTC)).root.version == 3


def test_the_pointer_comes_back_to_the_console_with_a_new_key(customer: Customer) -> None:
    customer.take_over()
    live = customer.first_live()
    back = WantedEnvironment(customer.ids("approver", "second"), 1)
    customer.hand_in(customer.want(customer.wanted(production=back)), "r1", "r2")
    assert holds_pointer(customer.production)
    pointer = current_pointer(customer.production)
    assert pointer is not None and pointer.reason == "renew" and pointer.release == live
    gone = SigningKeyRecord.objects.get(key_id=customer.keys["deployer"].public.keyid)
    assert gone.retired_at is not None


def test_the_console_offers_a_package_without_a_pointer_and_says_live_when_it_was_seen(customer: Customer) -> None:
    customer.take_over()
    first = customer.first_live()
    release = services.propose(actor=customer.bank.author, environment=customer.production)
    give = {"actor": customer.bank.publisher, "release": release}
    with pytest.raises(WrongStateError):
        services.unpointed_package(**give)
    # The one who signs may publish too: nothing goes live by itself where the pointer key is elsewhere.
    release = customer.approve(release, "second")
    assert release.state == Release.State.APPROVED
    with pytest.raises(KeyElsewhereError):
        services.make_live(actor=customer.bank.publisher, release=release)
    files = read_zip(services.unpointed_package(actor=customer.bank.publisher, release=release))
    pending = files[f"pending/{customer.bank.application.key}/production.json"]
    parts = parse_canonical(pending, "the channel file")
    assert isinstance(parts, dict) and parts["pointer"] is None
    # Deployed: the three parts together verify from the first anchor.
    pointer = customer.sign_pointer(release)
    channel = channel_file(root_envelopes(customer.bank.application), bytes(release.envelope), pointer)
    where = {"application": customer.bank.application.key, "environment": "production"}
    verify_channel(channel, **where, trust=first_trust(customer.bank.application), now=datetime.now(UTC))
    learnt = services.learn_pointer(environment=customer.production, envelope=pointer)
    assert learnt is not None and (learnt.release, learnt.reason) == (release, "seen")
    assert learnt.signed_by_name == "web1 in the DMZ"
    release.refresh_from_db()
    assert release.state == Release.State.SIGNED
    assert live_state(actor=customer.bank.auditor, environment=customer.production).pointer == learnt
    # What is live is a whole package again, with the deployer's own pointer.
    whole = services.full_package(actor=customer.bank.publisher, environment=customer.production)
    assert parse_channel(read_zip(whole)[f"channel/{where['application']}/production.json"]).pointer
    assert services.unpointed_package(actor=customer.bank.publisher, release=first)


def test_a_candidate_whose_base_is_gone_is_not_handed_out(customer: Customer) -> None:
    customer.take_over()
    first = customer.first_live()
    second = customer.second_live()
    customer.newsroom.change("Third")
    third = services.propose(actor=customer.bank.author, environment=customer.production)
    third = customer.approve(third, "second")
    customer.deploy(first)
    with pytest.raises(BaseChangedError):
        services.unpointed_package(actor=customer.bank.publisher, release=third)
    assert services.unpointed_package(actor=customer.bank.publisher, release=second)


@pytest.mark.parametrize("key", ["r1", "approver", "stranger"])
def test_a_pointer_that_the_deployer_did_not_sign_teaches_nothing(customer: Customer, key: str) -> None:
    customer.take_over()
    first = customer.first_live()
    before = current_pointer(customer.production)
    with pytest.raises(SignatureMissingError):
        customer.deploy(first, key=key)
    assert current_pointer(customer.production) == before


def test_older_foreign_and_unknown_pointers_teach_nothing(customer: Customer) -> None:
    customer.take_over()
    first = customer.first_live()
    before = current_pointer(customer.production)
    assert before is not None
    for change in (
        {"seq": before.seq},
        {"seq": before.seq - 2},
        {"environment": "staging"},
        {"application": "other"},
        {"root": 9},
        {"release_sha256": "0" * 64},
    ):
        assert customer.deploy(first, **change) is None
    assert current_pointer(customer.production) == before


def test_roll_back_pause_resume_and_stop_are_requests_until_they_are_seen(customer: Customer) -> None:
    customer.take_over()
    first = customer.first_live()
    second = customer.second_live()
    campaign = customer.newsroom.campaign.name
    ask = {"actor": customer.bank.publisher, "environment": customer.production}
    for deed in (services.pause, services.heartbeat, services.roll_back):
        with pytest.raises(KeyElsewhereError):
            deed(**ask)
    with pytest.raises(KeyElsewhereError):
        services.stop_campaigns(**ask, campaigns=[campaign])
    before = current_pointer(customer.production)
    services.request_deed(**ask, action="pause")
    services.request_deed(**ask, action="pause")
    services.request_deed(**ask, action="stop", campaign=campaign)
    services.request_deed(**ask, action="rollback", release=first)
    assert current_pointer(customer.production) == before, "asking changes nothing"
    assert [each.action for each in services.open_requests(customer.production)] == ["rollback", "stop", "pause"]
    commands = [each.details["command"] for each in AuditEntry.objects.filter(action="pointer.requested")]
    assert len(commands) == 3
    assert any(f"handrail rollback production {first.number}" in each for each in commands)
    assert any(f"handrail stop production {campaign}" in each for each in commands)
    customer.deploy(second, status="paused", off=[campaign])
    assert [each.action for each in services.open_requests(customer.production)] == ["rollback"]
    customer.deploy(first, status="paused")
    assert services.open_requests(customer.production) == []


def test_what_cannot_be_done_is_not_asked_for(customer: Customer) -> None:
    customer.take_over()
    first = customer.first_live()
    ask = {"actor": customer.bank.publisher, "environment": customer.production}
    with pytest.raises(WrongStateError):
        services.request_deed(**ask, action="rollback", release=first)
    with pytest.raises(WrongStateError):
        services.request_deed(**ask, action="rollback")
    services.default_package(actor=customer.bank.administrator, environment=customer.bank.staging)
    with pytest.raises(WrongStateError):
        services.request_deed(actor=customer.bank.publisher, environment=customer.bank.staging, action="pause")
    made = services.request_deed(**ask, action="heartbeat")
    services.drop_request(**ask, request_id=made.pk)
    assert not PointerRequest.objects.filter(done_at=None).exists()


def test_the_clock_renews_only_pointers_that_are_signed_here(customer: Customer) -> None:
    customer.take_over()
    customer.first_live()
    services.default_package(actor=customer.bank.administrator, environment=customer.bank.staging)
    Pointer.objects.update(expires_at=datetime.now(UTC) + timedelta(days=1))
    assert services.renew_pointers() == 1
    renewed = current_pointer(customer.bank.staging)
    assert renewed is not None and renewed.reason == "renew"


def test_a_new_root_is_brought_to_the_server_with_what_is_live_under_it(customer: Customer) -> None:
    publisher = {"actor": customer.bank.publisher, "environment": customer.production}
    services.default_package(actor=customer.bank.administrator, environment=customer.production)
    live = Release.objects.get(environment=customer.production)
    customer.enrol()
    customer.approve(live, "approver")
    assert live_state(**publisher).root_to_bring is None
    customer.hand_in(customer.want(), "r1", "r2")
    assert live_state(**publisher).root_to_bring == 2
    found, data = services.package_to_deploy(**publisher)
    assert found == live
    assert open_package(data).is_unpointed
    assert verify_unpointed(data, trust=trust(customer.bank.application), now=datetime.now(UTC))
    customer.deploy(found)
    assert live_state(**publisher).root_to_bring is None
    assert not open_package(services.package_to_deploy(**publisher)[1]).is_unpointed


def test_watch_teaches_the_console_by_the_pointer_that_it_saw(customer: Customer, client: Client) -> None:
    customer.take_over()
    first = customer.first_live()
    second = services.propose(actor=customer.bank.author, environment=customer.production)
    customer.approve(second, "second")
    make = {"actor": customer.bank.administrator, "application": customer.bank.application, "label": "watch"}
    _token, secret = create_token(**make, scopes=[Scope.REPORTS_WRITE], environment=customer.production)
    path = f"/api/v1/applications/{customer.bank.application.key}/environments/production/reports"
    send = {"content_type": "application/json", "headers": {"authorization": f"Bearer {secret}"}}

    def report(pointer: bytes, release: Release) -> int:
        body = {"state": "live", "release": release.number, "pointer": json.loads(pointer)}
        page = {"page": "https://bank.example/start", "trust": first_trust(customer.bank.application)}
        return client.post(path, {**body, "pins": [page]}, **send).status_code

    assert report(customer.sign_pointer(second, key="stranger"), second) == 422
    learnt = current_pointer(customer.production)
    assert learnt is not None and learnt.release == first
    assert report(customer.sign_pointer(second), second) == 204
    learnt = current_pointer(customer.production)
    assert learnt is not None and learnt.release == second
    pins = pins_of(customer.bank.application)
    assert [(each.page, each.version, each.newest) for each in pins] == [("https://bank.example/start", 1, False)]


def test_the_package_to_deploy_next_is_the_approved_one(customer: Customer, client: Client) -> None:
    customer.take_over()
    first = customer.first_live()
    make = {"actor": customer.bank.administrator, "application": customer.bank.application, "label": "pull"}
    _token, secret = create_token(**make, scopes=[Scope.PACKAGES_READ], environment=customer.production)
    path = f"/api/v1/applications/{customer.bank.application.key}/environments/production/package"
    headers = {"authorization": f"Bearer {secret}"}

    def pulled(query: str = "") -> tuple[int, bool]:
        opened = open_package(client.get(path + query, headers=headers).content)
        return opened.hint.release, opened.is_unpointed

    assert pulled() == (first.number, False)
    second = services.propose(actor=customer.bank.author, environment=customer.production)
    assert pulled() == (first.number, False)
    customer.approve(second, "second")
    assert pulled() == (second.number, True)
    verify_unpointed(
        client.get(path, headers=headers).content, trust=first_trust(customer.bank.application), now=datetime.now(UTC)
    )
    assert pulled(f"?release={first.number}") == (first.number, True)
    assert client.get(path.replace("production", "staging"), headers=headers).status_code == 404
