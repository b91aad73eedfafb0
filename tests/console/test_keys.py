"""The keys page, and the release page of approvers with keys of their own."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actors import Bank, person
from handrail.applications.access import Role
from handrail.applications.signing import approver_keys, newest_root, trust
from handrail.campaigns.services import create_campaign
from handrail.deploy.keys.chain import chain_bytes, parse_chain
from handrail.deploy.keys.files import PublicPart
from handrail.deploy.keys.rotate import rotate
from handrail.package.candidate import verify_candidate
from handrail.package.keys import SigningKey
from handrail.package.rotation import Plan, Seat
from handrail.publishing import services
from handrail.publishing.models import Release

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def public_file(key: SigningKey) -> SimpleUploadedFile:
    part = PublicPart(key.public, "approve", "Anna", "2026-11-25T10:00:00Z")
    return SimpleUploadedFile("anna.pub.json", json.dumps(part.as_data()).encode())


def test_the_way_from_trial_keys_to_four_eyes(bank: Bank) -> None:
    create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    services.default_package(actor=bank.administrator, environment=bank.production)
    second = person("second", Role.APPROVER, application=bank.application)
    keys = {"approver@example.com": SigningKey.generate(), "second@example.com": SigningKey.generate()}
    admin, page = signed_in(bank.administrator), f"/applications/{bank.application.key}/settings/keys/"
    assert "Whoever takes it over can publish anything" in admin.get(page).content.decode()
    for email, key in keys.items():
        sent = {"seat": "approve@production", "kept": "file", "holder": email, "public": public_file(key)}
        assert admin.post(page, sent).status_code == 302
    assert admin.get(page).content.decode().count("waits for the next root") == 2

    live = Release.objects.get(environment=bank.production)
    approver, here = signed_in(bank.approver), f"/applications/{bank.application.key}/releases/{live.number}/"
    assert "Sign on your own machine" in approver.get(here).content.decode()
    assert "Sign on your own machine" not in signed_in(bank.publisher).get(here).content.decode()
    candidate = approver.get(here + "candidate/").content
    found = verify_candidate(candidate, trust=trust(bank.application), now=datetime.now(UTC))
    envelope = found.shown.envelope.signed_by([keys["approver@example.com"]]).to_bytes()
    done = approver.post(here + "approval/", {"approval": SimpleUploadedFile("a.json", envelope)}, follow=True)
    assert "The signature is noted." in done.content.decode()
    assert "Sign on your own machine" not in done.content.decode()

    admins = [SigningKey.generate(), SigningKey.generate()]
    roots = parse_chain(admin.get(page + "chain").content)
    plan = Plan(
        add=(
            *((Seat("root"), each.public) for each in admins),
            *((Seat("approve", "production"), each.public) for each in keys.values()),
        ),
        remove=frozenset(newest_root(bank.application).root.keyids),
        thresholds={Seat("root"): 2},
        expires=datetime.now(UTC) + timedelta(days=700),
    )
    quiet = frozenset({"production", "staging"})
    made = rotate(roots, trust=trust(bank.application), plan=plan, signers=admins, live=[], nothing_live=quiet)
    sent = {"chain": SimpleUploadedFile("chain.json", chain_bytes(made.roots))}
    after = admin.post(page + "root", sent, follow=True).content.decode()
    assert "Root 2 holds." in after
    assert "this console can name no other approvers" in after
    assert trust(bank.application) in after

    release = services.propose(actor=bank.author, environment=bank.production)
    shown = signed_in(second).get(f"/applications/{bank.application.key}/releases/{release.number}/").content.decode()
    assert "Sign on your own machine" in shown
    assert 'value="approve"' not in shown
    assert 'value="reject"' in shown


def test_wrong_files_change_nothing_and_say_so(bank: Bank) -> None:
    admin, page = signed_in(bank.administrator), f"/applications/{bank.application.key}/settings/keys/"
    nonsense = {"seat": "approve@production", "kept": "file", "holder": "approver@example.com"}
    answer = admin.post(page, {**nonsense, "public": SimpleUploadedFile("x.json", b"nonsense")})
    assert answer.status_code == 422
    assert "not a public key as" in answer.content.decode()
    assert approver_keys(bank.production) == {}
    for sent in ({}, {"chain": SimpleUploadedFile("x.json", b"{}")}):
        assert "not one that Handrail wrote" in admin.post(page + "root", sent, follow=True).content.decode()
    assert newest_root(bank.application).version == 1


def test_an_enrolment_that_no_root_names_can_be_taken_out(bank: Bank) -> None:
    admin, page = signed_in(bank.administrator), f"/applications/{bank.application.key}/settings/keys/"
    key = SigningKey.generate()
    admin.post(
        page,
        {"seat": "approve@production", "kept": "file", "holder": "approver@example.com", "public": public_file(key)},
    )
    admin.post(page + "retire", {"keyid": key.public.keyid})
    assert approver_keys(bank.production) == {}


@pytest.mark.parametrize(("who", "status"), [("author", 403), ("approver", 403), ("auditor", 200), ("outsider", 404)])
def test_keys_are_for_administrators_and_auditors(bank: Bank, who: str, status: int) -> None:
    client, page = signed_in(bank.people[who]), f"/applications/{bank.application.key}/settings/keys/"
    assert client.get(page).status_code == status
    assert client.post(page + "root", {}).status_code in (403, 404)
