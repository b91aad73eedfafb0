"""Segments by hand: a list of people beside the conditions."""

import pytest
from django.test import Client

from actors import Bank
from handrail.campaigns.content import load_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(bank: Bank, client: Client) -> str:
    client.force_login(bank.author)
    return f"/applications/{bank.application.key}/audiences/segment/"


def posted(text: str, **more: str) -> dict[str, str]:
    return {"name": "Pilot users", "rule.join": "all", "userIds": text, "do": "save", "version": "", **more}


def test_a_pasted_list_is_a_segment_and_comes_back_line_by_line(bank: Bank, client: Client, address: str) -> None:
    answer = client.post(f"{address}new/", posted("user_id\nu-17\n\nu-18\n"))
    assert answer.status_code == 302, answer.content
    (segment,) = load_content(actor=bank.author, application=bank.application).segments
    assert segment.user_ids == ["u-17", "u-18"]
    page = client.get(f"{address}{segment.id}/").content.decode()
    assert "u-17\nu-18" in page
    assert "2 listed people" in client.get(f"/applications/{bank.application.key}/audiences/").content.decode()
    again = client.post(f"{address}{segment.id}/", posted("u-17\nu-18\nu-19", version="1"))
    assert again.status_code == 302
    (segment,) = load_content(actor=bank.author, application=bank.application).segments
    assert segment.user_ids == ["u-17", "u-18", "u-19"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "User ids</a>: Line 3: one id a line, without"),
        ("de", "Benutzer-Kennungen</a>: Zeile 3: eine Kennung je Zeile"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_typed_is_lost(
    bank: Bank, client: Client, address: str, language: str, said: str
) -> None:
    bank.author.language = language
    bank.author.save()
    client.force_login(bank.author)
    answer = client.post(f"{address}new/", posted("u-17\n\nu-18,u-19"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "u-17\r\n\r\nu-18,u-19" in page or "u-17\n\nu-18,u-19" in page


def test_neither_condition_nor_list_is_no_segment(client: Client, address: str) -> None:
    assert client.post(f"{address}new/", posted("  \n")).status_code == 422
