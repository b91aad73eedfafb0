"""The overview counts what the collector took, and only where an environment names one."""

import dataclasses
import re
import time
from pathlib import Path

import pytest
from django.test import Client

from actors import Bank
from collect.running import batch, event
from collect.test_summary import write
from handrail.applications.checks import AddressError
from handrail.applications.services import HostingChoice, set_hosting
from handrail.applications.snippet import snippet_of
from handrail.console.applications import counted as module
from handrail.publishing.freeze import overlay_of
from handrail.settings import console_settings

pytestmark = pytest.mark.django_db
COLLECTOR = "https://events.bank.example/h/in"


def name_collector(bank: Bank, address: str = COLLECTOR) -> None:
    choices = {"production": HostingChoice("https://guides.bank.example", collector_url=address)}
    set_hosting(actor=bank.administrator, application=bank.application, choices=choices)


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = dataclasses.replace(console_settings(), events_dir=tmp_path)
    monkeypatch.setattr(module, "console_settings", lambda: settings)
    return tmp_path


def overview(bank: Bank, client: Client, language: str = "en") -> str:
    client.force_login(bank.author)
    page = client.get(f"/applications/{bank.application.key}/", headers={"Accept-Language": language})
    return page.content.decode()


def test_nothing_is_counted_without_a_collector(bank: Bank, client: Client, events: Path) -> None:
    assert "Seen in the last hour" not in overview(bank, client)
    assert overlay_of(bank.production).collector is None


def test_the_last_hour_is_shown_by_campaign(bank: Bank, client: Client, events: Path) -> None:
    name_collector(bank)
    assert "Nothing arrived." in overview(bank, client)
    shown = [event(campaign="tour")] * 3 + [event("elementMissing", campaign="tour")]
    write(events, (time.time() - 60, batch(*shown, application=bank.application.key)))
    page = overview(bank, client)
    row = page[page.index('<th scope="row">tour</th>') :]
    assert re.findall(r'<td data-column="([a-z ]+)"([^>]*)>(\d)</td>', row) == [
        ("seen", "", "3"),
        ("completed", "", "0"),
        ("dismissed", "", "0"),
        ("answers", "", "0"),
        ("element not found", ' class="text-danger"', "1"),
    ]
    assert "1 session" in page
    assert "In der letzten Stunde gesehen" in overview(bank, client, "de")


def test_the_address_travels_in_the_configuration_and_in_the_policy_to_paste(bank: Bank) -> None:
    name_collector(bank)
    assert overlay_of(bank.production).collector == COLLECTOR
    csp = snippet_of(bank.production).csp
    assert "connect-src https://guides.bank.example https://events.bank.example\n" in csp


def test_an_address_that_is_none_is_refused_and_nothing_is_changed(bank: Bank) -> None:
    with pytest.raises(AddressError):
        name_collector(bank, "events.bank.example")
    assert bank.production.collector_url == ""
