"""What is written is refused rather than wrong; the servers themselves are in ``servers/``."""

import subprocess
import sys

import pytest

from handrail.deploy.errors import ConfigError
from handrail.deploy.serve_config import KINDS, Site, apache, caddy, check_origin, nginx
from handrail.package.sdk_files import known_sdk

WRITERS = [nginx, apache, caddy]


@pytest.mark.parametrize(
    "root",
    ["relative/path", '/srv/a"b', "/srv/$HOME", "/srv/{x}", "/srv/a;b", "/srv/a\nb", "/srv/a`b", "/srv/#x", "/srv/'x'"],
)
def test_a_root_that_a_configuration_file_cannot_hold_is_refused(root: str) -> None:
    with pytest.raises(ConfigError, match="DOCUMENT_ROOT"):
        Site(root)


@pytest.mark.parametrize(
    ("given", "location"), [("/", "/"), ("", "/"), ("guides", "/guides/"), ("/a/b", "/a/b/"), ("/a.b/", "/a.b/")]
)
def test_a_location_gets_its_slashes(given: str, location: str) -> None:
    assert Site("/srv/guides/", given).location == location


@pytest.mark.parametrize("location", ["/a b/", "/(x)/", "/a*/", "/{x}/", '/"/'])
def test_an_odd_location_is_refused(location: str) -> None:
    with pytest.raises(ConfigError, match="--location"):
        Site("/srv", location)


APPS = ["capacitor://localhost", "ionic://localhost", "http://localhost", "https://localhost", "file://", "null"]


@pytest.mark.parametrize("origin", ["https://bank.example", "http://localhost:8100", *APPS])
def test_origins_of_pages_and_apps_are_taken_and_named(origin: str) -> None:
    assert check_origin(origin) == origin
    for write in WRITERS:
        text = write(Site("/srv/guides", app_origins=(origin,)))
        assert f"among them {origin}." in text
        assert f"doctor URL --app-origin {origin}\n" in text


@pytest.mark.parametrize("origin", ["https://bank.example/", "https://bank.example/app", "bank.example", "*", ""])
def test_what_is_no_origin_is_refused_with_the_right_form(origin: str) -> None:
    with pytest.raises(ConfigError, match="--app-origin") as failure:
        check_origin(origin)
    if origin.startswith("https"):
        assert "write https://bank.example" in failure.value.message


def test_a_dot_in_the_location_is_a_dot() -> None:
    assert r"^/v1\.0/channel/" in apache(Site("/srv", "/v1.0/")).replace("(?!(?:", "")


def test_the_names_are_those_of_the_sdk_files_that_exist() -> None:
    import re

    pattern = re.compile("|".join(kind.pattern for kind in KINDS))
    assert [path for path in known_sdk() if not pattern.fullmatch(path)] == []


def test_the_parts_for_nginx_together_are_the_whole() -> None:
    site = Site("/srv/guides")
    http, server = nginx(site, "http"), nginx(site, "server")
    assert "location" not in http.split("\n", 4)[4]
    assert "map $" not in server
    whole = nginx(site)
    for line in (*http.splitlines()[4:], *server.splitlines()[4:]):
        assert line.strip() in whole


def test_the_command_prints_it_and_refuses_in_words() -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "handrail.cli", "serve-config", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run("nginx", "/srv/guides", "--location", "/guides/", "--part", "server", "--app-origin", "null")
    assert done.stdout == nginx(Site("/srv/guides", "/guides/", ("null",)), "server")
    assert run("apache", "/srv/guides").stdout == apache(Site("/srv/guides"))
    assert run("caddy", "/srv/guides").stdout == caddy(Site("/srv/guides"))
    refused = run("nginx", "/srv/$x")
    assert (refused.returncode, refused.stderr.partition(":")[0]) == (10, "deploy.config")
    assert run("nginx", "/srv", "--part", "both").returncode == 10
