"""The creation flow as a person walks it, over HTTP with a real content server."""

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client

from actors import Bank
from handrail.applications.models import Application
from handrail.console.setup.forms import language_choices
from handrail.package import sdk_files
from handrail.package.verify import sha256_hex

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small SDK as its build would write it."""
    folder = tmp_path / "sdk"
    files = {"handrail.js": b"/* runtime */", "handrail-power.js": b"/* power */", "handrail-http.js": b"/* http */"}
    (folder / "0.1.0").mkdir(parents=True)
    for name, data in files.items():
        (folder / "0.1.0" / name).write_bytes(data)
    index = {"version": "0.1.0", "files": {name: {"sha256": sha256_hex(data)} for name, data in files.items()}}
    (folder / "index.json").write_text(json.dumps(index))
    monkeypatch.setattr(sdk_files, "_BUILT", folder)


class Server(SimpleHTTPRequestHandler):
    """A plain web server with the one header that browsers ask for."""

    cors = True

    def end_headers(self) -> None:
        if self.cors:
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_languages_stand_in_the_order_of_their_letters_whatever_marks_these_carry() -> None:
    names = [name for _, name in language_choices()]
    czech = names.index("Česky")
    assert czech < names.index("Dansk")
    assert czech < names.index("Deutsch") < names.index("Español") < names.index("Türkçe")


@pytest.fixture
def content_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    root = tmp_path / "www"
    root.mkdir()
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(root)))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}", root
    made.shutdown()
    made.server_close()


@pytest.fixture
def admin(client: Client, bank: Bank) -> Client:
    client.force_login(bank.administrator)
    return client


def create(admin: Client) -> Application:
    answer = {"name": "Online banking", "kind": "web", "base_language": "de", "languages": ["en"]}
    location = admin.post("/applications/new", answer).headers["Location"]
    found = re.fullmatch(r"/applications/([a-z0-9]{12})/setup/hosting", location)
    assert found, location
    return Application.objects.get(key=found.group(1))


def hosting(url: str, page: str = "") -> dict[str, str]:
    return {
        "hosting": "own",
        "production-self_hosted_url": url,
        "production-page_url": page,
        "staging-self_hosted_url": "",
        "staging-page_url": "",
        "staging-power": "on",
        "continue": "1",
    }


def test_the_whole_flow_from_a_name_to_green(admin: Client, content_server: tuple[str, Path]) -> None:
    url, root = content_server
    application = create(admin)
    assert application.languages == ["de", "en"]
    base = f"/applications/{application.key}/setup"
    assert admin.get(base).headers["Location"] == f"{base}/hosting"

    answer = admin.post(f"{base}/hosting", {**hosting(url + "/"), "check": "1"})
    assert answer.headers["Location"] == f"{base}/hosting"
    assert "Reachable" in admin.get(f"{base}/hosting").content.decode()

    assert admin.post(f"{base}/hosting", hosting(url)).headers["Location"] == f"{base}/integrate"
    page = admin.get(f"{base}/integrate").content.decode()
    assert f"data-self-hosted-url=&quot;{url}&quot;" in page
    assert "sha384-" in page
    assert admin.post(f"{base}/integrate").headers["Location"] == f"{base}/connect"

    package = admin.post(f"{base}/production/package")
    assert package.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert "sdk/0.1.0/handrail.js" in archive.namelist()
        archive.extractall(root)

    admin.post(f"{base}/production/check")
    page = admin.get(f"{base}/connect").content.decode()
    assert "Connected" in page
    assert "checked from outside" in page
    assert admin.post(f"{base}/connect").headers["Location"] == f"/applications/{application.key}/"
    application.refresh_from_db()
    assert application.set_up
    assert "Release 1" in admin.get("/").content.decode()


def test_the_flow_is_resumed_where_it_was_left(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", hosting("https://guides.example.com"))
    assert admin.get(base).headers["Location"] == f"{base}/integrate"
    assert "Go on where you left it" in admin.get(f"/applications/{application.key}/").content.decode()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("guides.example.com", "must begin with https"),
        ("https://me:pw@guides.example.com", "user name and password"),
        ("https://guides.example.com/?x", "after “?”"),
    ],
)
def test_a_malformed_address_is_refused_beside_its_field_and_what_was_typed_stays(
    admin: Client, url: str, words: str
) -> None:
    application = create(admin)
    page = admin.post(f"/applications/{application.key}/setup/hosting", hosting(url, "https://app.example.com"))
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text
    assert url in text.replace("&amp;", "&")
    assert "https://app.example.com" in text
    assert application.environments.get(name="production").self_hosted_url == ""


def test_nothing_there_is_red_in_words_and_the_body_is_never_shown(
    admin: Client, content_server: tuple[str, Path]
) -> None:
    url, root = content_server
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", hosting(url))
    channel = root / f"channel/{application.key}"
    channel.mkdir(parents=True)
    (channel / "production.json").write_text('{"confidential": "words of an inner server"}')
    admin.post(f"{base}/production/check")
    page = admin.get(f"{base}/connect").content.decode()
    assert "Not valid" in page
    assert "confidential" not in page


def test_a_changed_address_lists_what_the_integrator_must_change(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", hosting("https://old.example.com"))
    admin.post(f"{base}/integrate")
    admin.post(f"{base}/hosting", hosting("https://new.example.com"))
    page = admin.get(f"/applications/{application.key}/").content.decode()
    assert "The pages of production must change" in page
    assert "https://old.example.com" in page
    admin.post(f"{base}/production/changed")
    assert "must change" not in admin.get(f"/applications/{application.key}/").content.decode()


def test_an_application_hosted_by_the_console_becomes_self_hosted_by_the_same_step(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", {**hosting(""), "hosting": "console"})
    application.refresh_from_db()
    environment = application.environments.get(name="production")
    assert not application.self_hosted
    assert environment.self_hosted_url == f"http://testserver/hosted/{application.key}"
    admin.post(f"{base}/production/package")
    channel = Client().get(f"/hosted/{application.key}/{environment.channel_path}")
    assert channel.status_code == 200
    assert channel.headers["Access-Control-Allow-Origin"] == "*"
    assert channel.headers["Cache-Control"] == "no-cache, no-transform"
    again = Client().get(
        f"/hosted/{application.key}/{environment.channel_path}", headers={"If-None-Match": channel.headers["ETag"]}
    )
    assert again.status_code == 304
    # The console of these tests is plain http itself.
    assert Client().get(f"/hosted/{application.key}/sdk/0.1.0/handrail-http.js").content == b"/* http */"
    assert Client().get(f"/hosted/{application.key}/sdk/0.1.0/handrail.js").status_code == 404
    assert Client().get(f"/hosted/{application.key}/blobs/../../secret.key").status_code == 404

    admin.post(f"{base}/integrate")
    admin.post(f"{base}/hosting", hosting("https://guides.example.com"))
    application.refresh_from_db()
    assert application.self_hosted
    assert Client().get(f"/hosted/{application.key}/{environment.channel_path}").status_code == 404
    assert "must change" in admin.get(f"/applications/{application.key}/").content.decode()


def test_plain_http_pins_the_sdk_with_its_own_cryptography_and_says_what_that_cannot_give(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", hosting("http://guides.intranet"))
    page = admin.get(f"{base}/integrate").content.decode()
    assert "http://guides.intranet/sdk/0.1.0/handrail-http.js" in page
    assert "can change this tag too" in page
    package = admin.post(f"{base}/production/package")
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert [name for name in archive.namelist() if name.startswith("sdk/")] == ["sdk/0.1.0/handrail-http.js"]
    admin.post(f"{base}/integrate")
    admin.post(f"{base}/hosting", hosting("https://guides.example.com", "https://app.example.com"))
    page = admin.get(f"{base}/integrate").content.decode()
    assert "/sdk/0.1.0/handrail.js" in page
    assert "can change this tag too" not in page
    assert "handrail-http.js" in admin.get(f"/applications/{application.key}/").content.decode()


def test_only_environments_made_for_authoring_are_offered_the_lines_for_connecting_by_code(admin: Client) -> None:
    base = f"/applications/{create(admin).key}/setup"
    places = hosting("https://guides.example.com") | {"staging-self_hosted_url": "https://guides.example.com"}
    admin.post(f"{base}/hosting", places)
    staging = admin.get(f"{base}/integrate?environment=staging").content.decode()
    assert "data-power-mode" in staging
    assert re.search(r"connect-src https://guides\.example\.com \S+", staging)
    assert "data-power-mode" not in admin.get(f"{base}/integrate?environment=production").content.decode()


def test_the_developers_page_shows_everything_without_signing_in(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/hosting", hosting("https://guides.example.com"))
    admin.post(f"{base}/handover")
    page = admin.get(f"{base}/integrate").content.decode()
    found = re.search(r"http://testserver(/handover/[^<\s]+)", page)
    assert found
    shown = Client().get(found.group(1)).content.decode()
    assert "data-trust" in shown
    assert "script-src" in shown
    assert "<form" not in shown
    assert Client().get("/handover/forged").status_code == 410


def test_a_further_environment_is_added_and_named_once(admin: Client) -> None:
    application = create(admin)
    base = f"/applications/{application.key}/setup"
    admin.post(f"{base}/environment", {"name": "test", "power": "on"})
    admin.post(f"{base}/environment", {"name": "test"})
    admin.post(f"{base}/environment", {"name": "Not A Name"})
    names = list(application.environments.values_list("name", flat=True))
    assert names == ["production", "staging", "test"]
