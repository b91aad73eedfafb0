"""The form of the next root: what is otherwise than today is marked, and nothing of today's root is lost in it."""

import re

import pytest
from django.test import Client

from actors import Bank, person
from handrail.applications.access import Role
from handrail.applications.models import SigningKeyRecord
from handrail.applications.signing import newest_root
from handrail.campaigns.services import create_campaign
from publishing.conftest import Newsroom
from publishing.customer import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(bank: Bank) -> Customer:
    campaign = create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    second = person("second", Role.APPROVER, Role.PUBLISHER, application=bank.application)
    made = Customer(Newsroom(bank, campaign), second)
    made.enrol()
    return made


def address(bank: Bank) -> str:
    return f"/applications/{bank.application.key}/settings/keys/next/"


def row(html: str, keyid: str) -> str:
    found = re.search(rf'<label class="key-row[^"]*"><input[^>]*value="{keyid}".*?</label>', html, re.S)
    assert found, keyid
    return found[0]


def sent(customer: Customer, **changes: object) -> dict[str, object]:
    """What the form sends as it is filled, with changes."""
    production = {
        "approve-production": [*customer.ids("approver", "second")],
        "threshold-production": "1",
        "undo-production": "console",
    }
    staging = {"threshold-staging": "0", "undo-staging": "console"}
    return {"root": [*customer.ids("r1", "r2", "r3")], "root_threshold": "2", **production, **staging, **changes}


def test_who_comes_in_and_who_goes_out_is_marked(customer: Customer) -> None:
    bank = customer.bank
    client = Client()
    client.force_login(bank.administrator)
    html = client.get(address(bank)).content.decode()
    (console,) = newest_root(bank.application).root.keyids
    goes = row(html, console)
    assert "this console" in goes
    assert "goes out" in goes
    assert " checked" not in goes
    for keyid in customer.ids("r1", "approver"):
        comes = row(html, keyid)
        assert "comes in" in comes
        assert " checked" in comes
    assert "Today: 1 of 1." in html
    assert "Today: none is asked for." in html


def test_more_signatures_than_keys_are_refused_beside_the_field(customer: Customer) -> None:
    bank = customer.bank
    client = Client()
    client.force_login(bank.administrator)
    few = sent(customer, **{"approve-production": [*customer.ids("approver")], "threshold-production": "2"})
    answer = client.post(address(bank), few)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Only 1 key is chosen above: choose more, or ask for fewer signatures." in html
    assert 'aria-describedby="id_threshold-production_today id_threshold-production_error"' in html
    assert client.post(address(bank), sent(customer)).status_code == 302


def test_root_keys_that_the_root_names_although_nobody_enrolled_them_stay(customer: Customer) -> None:
    """As after ``handrail keys rotate`` with keys that the console was never told of."""
    bank = customer.bank
    customer.hand_in(customer.want(), "r1", "r2")
    (keyid,) = customer.ids("r3")
    SigningKeyRecord.objects.filter(key_id=keyid).delete()
    client = Client()
    client.force_login(bank.administrator)
    offered = row(client.get(address(bank)).content.decode(), keyid)
    assert "nobody enrolled" in offered
    assert " checked" in offered
    more = {"undo-production": "deployer", "pointer-production": [*customer.ids("deployer")]}
    assert client.post(address(bank), sent(customer, **more)).status_code == 302
    page = client.get(f"/applications/{bank.application.key}/settings/keys/").content.decode()
    assert "Only its time of expiry is new." in page
