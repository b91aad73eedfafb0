"""What the integrator pastes: every value in its place, and what must change later."""

import html
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from actors import Bank
from handrail.applications import snippet as module
from handrail.applications.handover import HandoverLinkError, handed_over, make_handover
from handrail.applications.services import HostingChoice, set_hosting
from handrail.applications.services.add_environment import add_environment
from handrail.applications.snippet import hand_out, snippet_changes, snippet_of
from handrail.errors import NotAllowedError
from handrail.package import sdk_files
from handrail.package.verify import sha256_hex

pytestmark = pytest.mark.django_db
URL = "https://guides.example.com/a&b"


@pytest.fixture(autouse=True)
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small SDK as its build would write it, so that these tests need no Node."""
    write_sdk(tmp_path, "1.2.3")
    monkeypatch.setattr(sdk_files, "_BUILT", tmp_path)
    return tmp_path


def write_sdk(folder: Path, version: str) -> None:
    names = ("handrail.js", "handrail-power.js", "handrail-http.js")
    files = {name: f"/* {name} {version} */".encode() for name in names}
    (folder / version).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / version / name).write_bytes(data)
    index = {"version": version, "files": {name: {"sha256": sha256_hex(data)} for name, data in files.items()}}
    (folder / "index.json").write_text(json.dumps(index))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] = dict(attrs)


def hosted(bank: Bank, url: str = URL) -> None:
    choices = {"production": HostingChoice(url), "staging": HostingChoice(url, "https://app.example.com", True)}
    set_hosting(actor=bank.administrator, application=bank.application, choices=choices)


def test_the_tag_carries_url_key_trust_environment_and_the_hash_of_the_pinned_file(bank: Bank, sdk: Path) -> None:
    hosted(bank)
    snippet = snippet_of(bank.production)
    tags = Tags()
    tags.feed(snippet.html)
    script, preload = tags.found["script"], tags.found["link"]
    assert script["src"] == f"{URL}/sdk/1.2.3/handrail.js"
    assert script["integrity"] == sdk_files.sri_of((sdk / "1.2.3/handrail.js").read_bytes())
    assert script["data-key"] == bank.application.key
    assert script["data-trust"] == snippet.trust
    assert snippet.trust.startswith("1.")
    assert script["data-self-hosted-url"] == URL
    assert script["data-environment"] == "production"
    assert preload["href"] == f"{URL}/channel/{bank.application.key}/production.json"
    assert "crossorigin" in script
    assert html.escape(URL) in snippet.html


def test_the_call_takes_key_trust_and_self_hosted_url(bank: Bank) -> None:
    hosted(bank)
    snippet = snippet_of(bank.production)
    call = f'ABBI.start("{bank.application.key}", "{snippet.trust}", "{URL}")'
    assert call in snippet.module
    assert call in snippet.plain
    staging = snippet_of(bank.staging)
    assert 'environment: "staging"' in staging.module


def test_an_environment_for_authoring_pins_power_mode_and_production_never_does(bank: Bank) -> None:
    hosted(bank)
    assert snippet_of(bank.staging).sdk_path == "sdk/1.2.3/handrail-power.js"
    assert snippet_of(bank.production).sdk_path == "sdk/1.2.3/handrail.js"


def test_the_policy_lines_name_the_hash_and_the_content_host_alone(bank: Bank) -> None:
    hosted(bank)
    snippet = snippet_of(bank.production)
    assert snippet.csp == f"script-src '{snippet.integrity}'\nconnect-src https://guides.example.com\n"


def test_nothing_has_to_change_before_a_snippet_was_handed_out(bank: Bank) -> None:
    hosted(bank)
    hosted(bank, "https://elsewhere.example.com")
    assert snippet_changes(bank.production) == []


def test_a_new_url_a_new_sdk_and_a_new_root_are_listed_until_the_page_has_them(bank: Bank, sdk: Path) -> None:
    hosted(bank)
    hand_out(actor=bank.administrator, environment=bank.production)
    assert snippet_changes(bank.production) == []
    hosted(bank, "https://elsewhere.example.com")
    write_sdk(sdk, "1.3.0")
    add_environment(actor=bank.administrator, application=bank.application, name="test")
    changes = {change.what: (change.old, change.new) for change in snippet_changes(bank.production)}
    assert changes["url"] == (URL, "https://elsewhere.example.com")
    assert changes["sdk"] == ("1.2.3", "1.3.0")
    assert changes["trust"][1].startswith("2.")
    hand_out(actor=bank.administrator, environment=bank.production)
    assert snippet_changes(bank.production) == []
    hosted(bank)
    hosted(bank, "https://elsewhere.example.com")
    assert snippet_changes(bank.production) == []


def test_the_developers_link_needs_no_sign_in_and_cannot_be_forged(bank: Bank) -> None:
    secret = make_handover(actor=bank.administrator, application=bank.application)
    assert handed_over(secret) == bank.application
    with pytest.raises(HandoverLinkError):
        handed_over(secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    with pytest.raises(NotAllowedError):
        make_handover(actor=bank.author, application=bank.application)


def test_the_developers_link_ends_after_two_weeks(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    secret = make_handover(actor=bank.administrator, application=bank.application)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 14 * 86_400 + 60)
    with pytest.raises(HandoverLinkError):
        handed_over(secret)


def test_the_module_needs_nothing_but_the_sdk_that_was_built(bank: Bank, sdk: Path) -> None:
    hosted(bank)
    (sdk / "1.2.3/handrail.js").write_bytes(b"tampered")
    with pytest.raises(module.SdkNotBuiltError):
        snippet_of(bank.production)


@pytest.mark.parametrize(
    ("url", "page", "build"),
    [
        ("https://guides.example.com", "", "handrail.js"),
        ("https://guides.example.com", "https://app.example.com", "handrail.js"),
        ("http://localhost:8080/guides", "http://127.0.0.1:8000", "handrail.js"),
        ("http://[::1]:8080", "http://app.localhost", "handrail.js"),
        ("http://guides.intranet", "", "handrail-http.js"),
        ("http://10.1.2.3:8080/guides", "http://app.intranet", "handrail-http.js"),
        ("https://guides.example.com", "http://app.intranet:8000", "handrail-http.js"),
        ("http://localhost.example.com", "", "handrail-http.js"),
    ],
)
def test_plain_http_gets_the_build_that_brings_its_own_cryptography(
    bank: Bank, url: str, page: str, build: str
) -> None:
    choices = {"production": HostingChoice(url, page), "staging": HostingChoice(url, page, True)}
    set_hosting(actor=bank.administrator, application=bank.application, choices=choices)
    snippet = snippet_of(bank.production)
    assert snippet.sdk_path == f"sdk/1.2.3/{build}"
    assert snippet.plain_http is (build == "handrail-http.js")
    assert snippet.module_path.endswith("/handrail-http.mjs" if snippet.plain_http else "/handrail.mjs")
    # Nothing else runs there, so Power Mode has to wait for https.
    assert snippet_of(bank.staging).build == (build if snippet.plain_http else "handrail-power.js")


def test_pages_that_connect_by_code_get_the_button_and_may_call_the_console(bank: Bank) -> None:
    snippet = snippet_of(bank.staging)
    assert snippet.html_with_power.endswith('data-environment="staging"\n        data-power-mode></script>\n')
    assert snippet.html_with_power.replace("\n        data-power-mode", "") == snippet.html
    connects = f"connect-src {snippet.connects} https://handrail.example\n"
    assert snippet.csp_with("https://handrail.example") == f"script-src '{snippet.integrity}'\n{connects}"
