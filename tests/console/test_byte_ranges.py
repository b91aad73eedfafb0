"""A film is played and sought in Safari: by ranges of bytes, from the library and from the content server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from actors import Bank
from handrail.campaigns.services import save_campaign
from handrail.console.byte_ranges import in_range
from handrail.library.media import add_media
from handrail.publishing import services
from handrail.schema.authored.campaign import Campaign

pytestmark = pytest.mark.django_db

FILM = (Path(__file__).parents[1] / "golden/videos/clip.webm").read_bytes()
SIZE = len(FILM)
HAD = [
    ("bytes=0-1", 0, 2),
    ("bytes=0-0", 0, 1),
    ("bytes=0-", 0, SIZE),
    (f"bytes=100-{SIZE - 1}", 100, SIZE),
    ("bytes=100-18446744073709551615", 100, SIZE),
    (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
    ("bytes=-7", SIZE - 7, SIZE),
    (f"bytes=-{SIZE + 1}", 0, SIZE),
    ("Bytes=3-5", 3, 6),
]
NOT_THERE = [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 9}", "bytes=-0", "bytes=18446744073709551615-"]
PASSED_OVER = [
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-3",
    "bytes=--5",
    "bytes=+1-5",
    "bytes=a-b",
    "bytes=1 - 5",
    "bytes=٠-٥",
    "bytes=0-1,5-6",
    "bytes=0-1,",
    "seconds=0-1",
    "bytes=" + "9" * 5000 + "-",
]


@dataclass
class Film:
    """Where it is, who asks for it, and what its answer always has."""

    client: Client
    path: str
    headers: dict[str, str]

    def get(self, **headers: str) -> Any:
        return self.client.get(self.path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture(params=["library", "content server"])
def film(request: pytest.FixtureRequest, bank: Bank, client: Client) -> Film:
    """The same film, once for a person of the console, once for everybody."""
    media = add_media(actor=bank.author, application=bank.application, name="Clip", data=FILM).blob_id
    everywhere = {"Content-Type": "video/webm", "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if request.param == "library":
        client.force_login(bank.author)
        headers = everywhere | {"Cache-Control": "private, max-age=31536000, immutable", "X-Frame-Options": "DENY"}
        return Film(client, f"/applications/{bank.application.key}/media/{media}/", headers)
    content = {"kind": "announcement", "blocks": [{"block": "video", "media": media, "label": {"en": "Pay"}}]}
    save_campaign(
        actor=bank.author,
        application=bank.application,
        document=Campaign.model_validate({"id": "played", "name": "Played", "content": content}),
        expected_version=None,
    )
    bank.application.self_hosted = False
    bank.application.save()
    release = services.propose(actor=bank.author, environment=bank.production)
    release = services.approve(actor=bank.approver, release=release)
    services.make_live(actor=bank.publisher, release=release)
    headers = everywhere | {
        "Cache-Control": "public, max-age=31536000, immutable, no-transform",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return Film(client, f"/hosted/{bank.application.key}/blobs/{media}.webm", headers)


def carried(answer: Any, film: Film) -> dict[str, str | None]:
    """What the answer says of the headers that every answer of the film has."""
    return {name: answer.headers.get(name) for name in film.headers}


def test_one_range_is_answered_by_its_bytes_under_the_headers_of_the_whole(film: Film) -> None:
    whole = film.get()
    assert (whole.status_code, whole.content, carried(whole, film)) == (200, FILM, film.headers)
    for asked, start, end in HAD:
        part = film.get(Range=asked)
        assert (part.status_code, part.content) == (206, FILM[start:end]), asked
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
        assert part["Content-Length"] == str(end - start)
        assert carried(part, film) == film.headers
        assert part.headers.get("ETag") == whole.headers.get("ETag")


def test_bytes_that_are_not_there_are_refused_and_the_refusal_is_not_kept(film: Film) -> None:
    for asked in NOT_THERE:
        refused = film.get(Range=asked)
        assert (refused.status_code, refused.content) == (416, b""), asked
        assert refused["Content-Range"] == f"bytes */{SIZE}"
        own = {"Cache-Control": "no-store", "Content-Type": None}
        assert carried(refused, film) == film.headers | own


def test_what_is_no_single_range_gets_the_whole(film: Film) -> None:
    for asked in PASSED_OVER:
        whole = film.get(Range=asked)
        assert (whole.status_code, whole.content) == (200, FILM), asked
        assert "Content-Range" not in whole.headers


def test_only_the_beginning_of_the_same_bytes_is_continued(film: Film) -> None:
    tag = film.get().headers.get("ETag")
    others = ['"other"', "Wed, 21 Oct 2026 07:28:00 GMT", "None"] + ([f"W/{tag}"] if tag else [])
    for other in others:
        assert film.get(Range="bytes=5-", If_Range=other).status_code == 200, other
    if tag:
        assert film.get(Range="bytes=5-", If_Range=tag).content == FILM[5:]
        assert film.get(Range="bytes=5-", If_None_Match=tag).status_code == 304


def test_a_look_without_bytes_says_that_ranges_are_had_and_is_no_range(film: Film) -> None:
    head = film.client.head(film.path, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, str(SIZE), "bytes")
    assert "Content-Range" not in head.headers


def test_a_range_opens_no_door(bank: Bank, client: Client) -> None:
    media = add_media(actor=bank.author, application=bank.application, name="Clip", data=FILM).blob_id
    path = f"/applications/{bank.application.key}/media/{media}/"
    assert client.get(path, headers={"Range": "bytes=0-1"}).status_code == 302
    client.force_login(bank.outsider)
    refused = client.get(path, headers={"Range": "bytes=0-1"})
    assert refused.status_code == 404
    assert "Accept-Ranges" not in refused.headers


def test_of_nothing_there_is_no_part() -> None:
    request = RequestFactory().get("/", headers={"Range": "bytes=0-"})
    assert in_range(request, HttpResponse(b"")).status_code == 200
