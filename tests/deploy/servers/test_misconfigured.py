"""Real servers set up as people set them up: what the doctor sees, and the words it says to the person."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.place import Place, lasting
from deploy.servers.run import apache_stock, caddy_stock, nginx_proxy, nginx_server, nginx_stock
from handrail.deploy.doctor import Question, check_url, examine
from handrail.deploy.errors import ConfigError
from handrail.deploy.findings import HEADER_LINES, Finding, in_words
from handrail.deploy.outside import Outside
from handrail.deploy.pointing import point, unchanged
from handrail.package.sdk_files import built_sdk, read_built
from package.bank import Bank

CHANNEL = "channel/bank/production.json"
SDK = next(each for each in built_sdk() if each.name == "handrail.js")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.deploy(lasting(seq=int(datetime.now(UTC).timestamp()) // 2 * 2 - 600))
    (made.root / SDK.path).write_bytes(read_built(SDK))
    return made


def found(url: str) -> list[Finding]:
    question = Question(application="bank", environment="production", trust=Bank().trust, now=datetime.now(UTC))
    with Outside(url) as outside:
        return examine(outside, question)


def codes(findings: list[Finding]) -> set[str]:
    return {each.code.removeprefix("doctor.") for each in findings} - {"live"}


BARE = {"cors", "caching", "nosniff", "csp", "error-caching", "sdk-caching"}
"""What every web server lacks as it comes."""


@pytest.mark.parametrize(
    ("server", "expected", "said"),
    [
        ("auth_basic x; auth_basic_user_file /dev/null;", {"sign-in"}, "asks for a sign-in (the server answers 401)"),
        (
            "return 302 https://login.bank.example/;",
            {"redirect"},
            "redirects channel/bank/production.json to https://l",
        ),
        ("return 502;", {"unreachable"}, "cannot be read: the server answers 502"),
        ("location /channel { deny all; }", {"forbidden"}, "it answers 403"),
        (
            "location / { try_files $uri /sdk/0.1.0/page.html; }",
            BARE | {"catch-all", "dot-files", "compression"},
            "200",
        ),
        ("location /x { }", BARE | {"dot-files", "compression"}, "the server sends nothing"),
        ("autoindex on;", BARE | {"dot-files", "compression", "listing"}, "is listed"),
    ],
    ids=["password", "sign-in page", "502", "denied", "single page application", "as it comes", "listing"],
)
def test_an_nginx_as_people_set_it_up(place: Place, tmp_path: Path, server: str, expected: set[str], said: str) -> None:
    (place.root / "sdk/0.1.0/page.html").write_text("<html>")
    with nginx_stock(place.root, tmp_path / "nginx", server) as url:
        findings = found(url)
    wanted = expected - ({"error-caching"} if "catch-all" in expected else set())
    assert codes(findings) - {"catch-all", "dot-files", "listing"} == wanted - {"catch-all", "dot-files", "listing"}
    assert codes(findings) >= wanted & {"catch-all", "listing"}
    assert any(said in each.message for each in findings)


@pytest.mark.parametrize(
    ("proxy", "expected", "said"),
    [
        ("add_header Access-Control-Allow-Origin *;", {"cors", "compression"}, "is sent twice"),
        ("add_header Age 40;", {"cached", "compression"}, "40 seconds old"),
        ("proxy_hide_header ETag;", {"etag", "compression"}, "there is no ETag"),
        ("add_header Set-Cookie lb=1;", {"cookie", "compression"}, "sets a cookie"),
        (
            "sub_filter_types application/json; sub_filter e E; proxy_set_header Accept-Encoding '';",
            {"not-verified"},
            CHANNEL,
        ),
    ],
    ids=["header twice", "cache", "no etag", "cookie", "rewrites"],
)
def test_a_proxy_before_a_healthy_server_is_seen(
    place: Place, tmp_path: Path, proxy: str, expected: set[str], said: str
) -> None:
    with ExitStack() as stack:
        behind = stack.enter_context(nginx_server(place.root, tmp_path / "nginx", location="/"))
        findings = found(stack.enter_context(nginx_proxy(behind, tmp_path / "proxy", proxy)))
    assert codes(findings) == expected
    assert any(said in each.message for each in findings)


def test_apache_and_caddy_as_they_come(place: Place, tmp_path: Path) -> None:
    with apache_stock(place.root, tmp_path / "apache") as url:
        assert codes(found(url)) >= {"cors", "caching", "nosniff", "csp"}
    with caddy_stock(place.root, tmp_path / "caddy") as url:
        assert codes(found(url)) >= {"cors", "caching", "nosniff", "csp", "listing"}


def test_a_pause_is_said_and_only_that(place: Place, tmp_path: Path) -> None:
    options = place.options(application="bank", environment="production", now=lambda: datetime.now(UTC))
    point(place.target, options, key=Bank().key, action="pause", choose=unchanged("paused"))
    with nginx_server(place.root, tmp_path / "nginx") as url:
        findings = found(url)
    assert codes(findings) == {"paused"}
    assert findings[0].message.endswith("pages show nothing.")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("stock")
    place = Place(folder)
    place.deploy(lasting(seq=int(datetime.now(UTC).timestamp()) // 2 * 2 - 600))
    (place.root / SDK.path).write_bytes(read_built(SDK))
    with nginx_stock(place.root, folder / "nginx", "") as url:
        yield url


def doctor(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handrail.cli", "doctor", *arguments, "--application", "bank"]
    return subprocess.run(
        [*command, "--trust", Bank().trust], cwd=folder, env=os.environ, capture_output=True, text=True, check=False
    )


def test_the_command_says_each_change_once_and_all_of_it_as_data(stock: str, tmp_path: Path) -> None:
    done = doctor(stock, folder=tmp_path)
    assert done.returncode == 10
    assert done.stdout.count("add_header Access-Control-Allow-Origin * always;") == 1
    assert "the same of 2 more (--json lists them)" in done.stdout, done.stdout.splitlines()
    assert "# channel/" in done.stdout
    assert "# blobs/" in done.stdout
    assert done.stdout.rstrip().endswith(HEADER_LINES)
    data = json.loads(doctor(stock, "--json", folder=tmp_path).stdout)
    assert sum(each["code"] == "doctor.cors" for each in data["findings"]) == 5
    assert all(each["change"] for each in data["findings"] if each["level"] != "good")


@pytest.mark.parametrize(
    ("url", "instead"),
    [
        ("https://guides.bank.example/?x=1", "https://guides.bank.example/"),
        ("https://guides.bank.example/#top", "https://guides.bank.example/"),
        (f"https://guides.bank.example/g/{CHANNEL}", "https://guides.bank.example/g/"),
    ],
)
def test_an_address_that_is_no_folder_is_refused_with_the_right_one(url: str, instead: str) -> None:
    with pytest.raises(ConfigError, match=f"write {instead}"):
        check_url(url, CHANNEL)
    assert check_url(instead, CHANNEL) == instead


@pytest.mark.parametrize("typed", ["guides.bank.example", "localhost:8000/guides"])
def test_a_host_without_scheme_is_understood(typed: str, tmp_path: Path) -> None:
    done = doctor(typed, folder=tmp_path)
    assert (done.returncode, f"Then write https://{typed}" in done.stderr) == (10, True)


def test_nothing_is_grouped_that_asks_for_different_changes(stock: str) -> None:
    lines = in_words(found(stock))
    assert sum(line.startswith("        Send this Cache-Control with that folder.") for line in lines) == 2
