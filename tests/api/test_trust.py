"""Candidates out, approvals and roots in."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from actors import Bank, person
from api.test_publishing import token
from handrail.applications.access import Role
from handrail.applications.models import Scope
from handrail.applications.signing import root_envelopes, trust
from handrail.campaigns.services import create_campaign
from handrail.package.candidate import verify_candidate
from handrail.package.keys import SigningKey
from handrail.publishing import services
from handrail.publishing.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(bank: Bank) -> Release:
    create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    return services.propose(actor=bank.author, environment=bank.production)


def path(bank: Bank, rest: str) -> str:
    return f"/api/v1/applications/{bank.application.key}/{rest}"


def test_an_approval_goes_out_as_a_candidate_and_comes_back_as_a_signature(
    bank: Bank, release: Release, client: Client
) -> None:
    key = SigningKey.generate()
    client.force_login(bank.administrator)
    enrolment = {"environment": "production", "person": "approver@example.com", "public": key.public.as_data()}
    made = client.post(path(bank, "keys"), enrolment, content_type="application/json")
    assert made.json() == {"keyid": key.public.keyid, "holder": str(bank.approver), "role": "approve"}
    client.logout()
    headers = token(bank, Scope.RELEASES_WRITE)
    candidate = client.get(path(bank, f"releases/{release.number}/candidate"), headers=headers)
    assert candidate["content-type"] == "application/zip"
    found = verify_candidate(candidate.content, trust=trust(bank.application), now=datetime.now(UTC))
    body = {"envelope": found.shown.envelope.signed_by([key]).as_data()}
    done = client.post(
        path(bank, f"releases/{release.number}/approvals"), body, content_type="application/json", headers=headers
    )
    assert done.status_code == 200, done.content
    assert done.json()["release"] == release.number
    release.refresh_from_db()
    assert [each.decided_by for each in release.approvals.all()] == [bank.approver]
    signatures = json.loads(bytes(release.envelope))["signatures"]
    assert key.public.keyid in {each["keyid"] for each in signatures}


def test_who_may_not_read_or_enrol_is_told_so(bank: Bank, release: Release, client: Client) -> None:
    assert client.get(path(bank, f"releases/{release.number}/candidate")).status_code == 401
    client.force_login(bank.outsider)
    assert client.get(path(bank, f"releases/{release.number}/candidate")).status_code == 404
    client.force_login(bank.approver)
    public = SigningKey.generate().public.as_data()
    enrolment = {"environment": "production", "person": "approver@example.com", "public": public}
    assert client.post(path(bank, "keys"), enrolment, content_type="application/json").status_code == 403
    chain = {"roots": [json.loads(each) for each in root_envelopes(bank.application)] * 2}
    assert client.post(path(bank, "roots"), chain, content_type="application/json").status_code == 403
    client.force_login(bank.administrator)
    refused = client.post(path(bank, "roots"), chain, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "package.root-chain")


def test_an_unsigned_envelope_is_no_approval(bank: Bank, release: Release, client: Client) -> None:
    person("second", Role.APPROVER, application=bank.application)
    client.force_login(bank.approver)
    body = {"envelope": json.loads(bytes(release.envelope))}
    answer = client.post(path(bank, f"releases/{release.number}/approvals"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "publishing.approval-foreign")
    malformed = client.post(
        path(bank, f"releases/{release.number}/approvals"), {"envelope": {}}, content_type="application/json"
    )
    assert (malformed.status_code, malformed.json()["code"]) == (422, "package.malformed")
