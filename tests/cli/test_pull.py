"""``handrail pull``: from a running console with a scoped token, and from consoles that lie or break off."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from typer.testing import CliRunner, Result

from actors import make_bank, person
from cli.lying_console import lying_console
from handrail.applications.access import Role
from handrail.applications.models import Application, Environment, Scope
from handrail.applications.services import add_environment
from handrail.applications.signing import first_trust
from handrail.applications.tokens import create_token
from handrail.campaigns.services import create_campaign
from handrail.cli import REFUSED
from handrail.cli.app import app
from handrail.errors import HandrailError
from handrail.package.archive import read_zip, write_zip
from handrail.publishing import services
from handrail.publishing.models import Release
from publishing.conftest import Newsroom
from publishing.customer import Customer

SOURCE = Path(__file__).parents[2] / "src"
OLD = b"the package of yesterday"


@dataclass
class Server:
    """A customer whose console runs, and a file that is there from yesterday."""

    customer: Customer
    origin: str
    out: Path
    token: pytest.MonkeyPatch

    @property
    def application(self) -> Application:
        return self.customer.bank.application

    @property
    def production(self) -> Environment:
        return self.customer.production

    def use_token(self, *scopes: Scope, application: Application | None = None) -> None:
        owner = self.customer.bank.administrator
        where = application or self.application
        _, secret = create_token(actor=owner, application=where, label="machine", scopes=list(scopes))
        self.token.setenv("HANDRAIL_TOKEN", secret)

    def pull(self, *options: object, origin: str = "", environment: str = "production") -> Result:
        where = (self.application.key, environment, "-o", self.out, "--console", origin or self.origin)
        words = ["pull", *where, "--trust", first_trust(self.application), *options]
        return CliRunner().invoke(app, [str(each) for each in words])

    def is_untouched(self) -> bool:
        """The file of yesterday lies there alone."""
        assert self.out.read_bytes() == OLD
        assert [each.name for each in self.out.parent.iterdir()] == [self.out.name]
        return True


@pytest.fixture
def server(transactional_db: None, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    bank = make_bank()
    campaign = create_campaign(actor=bank.author, application=bank.application, name="Spring news", template="news")
    second = person("second", Role.APPROVER, Role.PUBLISHER, application=bank.application)
    customer = Customer(Newsroom(bank, campaign), second)
    out = tmp_path / "pulled" / "bank.zip"
    out.parent.mkdir()
    out.write_bytes(OLD)
    made = Server(customer, live_server.url, out, monkeypatch)
    made.use_token(Scope.PACKAGES_READ)
    return made


@pytest.fixture
def live(server: Server) -> Release:
    """A release that the console itself signed and made live."""
    return server.customer.newsroom.publish()


def refused(result: Result, code: int = 10) -> str:
    error = result.exception
    assert isinstance(error, HandrailError), (error, result.stdout)
    assert getattr(error, "exit_code", REFUSED) == code, error
    return error.message


def test_what_is_live_is_fetched_verified_and_written(server: Server, live: Release) -> None:
    result = server.pull()
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"Wrote {server.out}: package of release {live.number}, verified.\n"
    assert server.out.read_bytes() == services.full_package(
        actor=server.customer.bank.publisher, environment=server.production
    )
    said = json.loads(server.pull("--json").stdout)
    assert said == {
        "file": str(server.out),
        "bytes": server.out.stat().st_size,
        "kind": "package",
        "release": live.number,
        "releaseSha256": live.payload_sha256,
        "pointer": True,
    }


def test_where_the_deployer_points_the_package_comes_without_a_pointer(server: Server) -> None:
    customer = server.customer
    customer.take_over()
    first = customer.first_live()
    release = services.propose(actor=customer.bank.author, environment=server.production)
    waiting = server.pull("--json")
    assert json.loads(waiting.stdout)["release"] == first.number, "nobody approved the newer one yet"
    said = refused(server.pull("--release", release.number))
    assert f"Release {release.number} is proposed; this needs it to be approved. Nothing was changed." in said
    assert said.count("Nothing was changed") == 1, said
    customer.approve(release, "second")
    result = server.pull()
    assert result.exit_code == 0, result.stderr
    assert f"release {release.number}, verified, without a pointer" in result.stdout
    by_number = server.pull("--release", release.number, "--json")
    assert json.loads(by_number.stdout) == {
        "file": str(server.out),
        "bytes": server.out.stat().st_size,
        "kind": "package",
        "release": release.number,
        "releaseSha256": release.payload_sha256,
        "pointer": False,
    }


def test_a_candidate_is_fetched_to_be_read(server: Server) -> None:
    release = services.propose(actor=server.customer.bank.author, environment=server.production)
    server.use_token(Scope.CONTENT_READ)
    assert "the token may not do this" in refused(server.pull("--candidate", release.number))
    server.use_token(Scope.RELEASES_WRITE)
    result = server.pull("--candidate", release.number)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"Wrote {server.out}: candidate of release {release.number}, verified.\n"
    read = CliRunner().invoke(app, ["approve", str(server.out), "--trust", first_trust(server.application)])
    assert "Spring news" in read.stdout, read.stderr


def test_a_token_that_may_not_is_told_why_and_the_file_stays(server: Server, live: Release) -> None:
    server.use_token(Scope.CONTENT_READ, Scope.REPORTS_WRITE)
    assert "the token may not do this" in refused(server.pull())
    assert server.is_untouched()
    server.use_token(Scope.PACKAGES_READ, application=server.customer.bank.other)
    assert "no such application" in refused(server.pull())
    server.token.setenv("HANDRAIL_TOKEN", "hr_unknown")
    assert "missing, unknown or expired" in refused(server.pull())
    server.token.delenv("HANDRAIL_TOKEN")
    assert "missing, unknown or expired" in refused(server.pull())
    assert server.is_untouched()


def test_nothing_published_no_such_environment_and_no_anchor_are_told(server: Server) -> None:
    assert "production has no release yet. Publish one first" in refused(server.pull())
    assert "no such application, environment or release" in refused(server.pull(environment="moon"))
    words = ["pull", server.application.key, "production", "-o", str(server.out), "--console", server.origin]
    assert "No trust anchor" in refused(CliRunner().invoke(app, words))
    assert server.is_untouched()


def test_a_token_from_a_file_is_used(server: Server, live: Release, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(os.environ["HANDRAIL_TOKEN"] + "\n")
    server.token.delenv("HANDRAIL_TOKEN")
    assert server.pull("--token-file", file).exit_code == 0
    assert "cannot be read" in refused(server.pull("--token-file", tmp_path / "none"))


def _of_staging(server: Server) -> bytes:
    services.default_package(actor=server.customer.bank.administrator, environment=server.customer.bank.staging)
    return services.full_package(actor=server.customer.bank.administrator, environment=server.customer.bank.staging)


def _of_another_application(server: Server) -> bytes:
    bank = server.customer.bank
    environment = bank.other.environments.get(name="production")
    return services.default_package(actor=bank.administrator, environment=environment)


def _changed(server: Server) -> bytes:
    files = dict(read_zip(services.full_package(actor=server.customer.bank.publisher, environment=server.production)))
    name = next(each for each in sorted(files) if each.startswith("blobs/"))
    return write_zip({**files, name: files[name] + b" "})


def _without_signature(server: Server) -> bytes:
    files = dict(read_zip(services.full_package(actor=server.customer.bank.publisher, environment=server.production)))
    name = f"channel/{server.application.key}/production.json"
    channel = json.loads(files[name].partition(b"\n")[0])
    channel["pointer"]["signatures"] = []
    return write_zip({**files, name: json.dumps(channel, sort_keys=True, separators=(",", ":")).encode()})


LIES = {
    "staging for production": (_of_staging, "environment staging"),
    "another application": (_of_another_application, "it sent a package of"),
    "a changed file": (_changed, ""),
    "an unsigned pointer": (_without_signature, ""),
    "a page of words": (lambda server: b"<!doctype html><title>Sign in</title>", ""),
    "nothing": (lambda server: b"", ""),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_what_a_lying_console_sends_is_not_written(server: Server, live: Release, lie: str) -> None:
    make, words = LIES[lie]
    with lying_console() as console:
        console.body = make(server)
        said = refused(server.pull(origin=console.origin))
    assert words in said
    assert server.is_untouched()


def test_another_release_than_the_one_asked_for_is_not_written(server: Server, live: Release) -> None:
    with lying_console() as console:
        console.body = services.full_package(actor=server.customer.bank.publisher, environment=server.production)
        said = refused(server.pull("--release", live.number + 1, origin=console.origin))
        assert console.asked == [
            f"/api/v1/applications/{server.application.key}/environments/production/package?release={live.number + 1}"
        ]
    assert f"it sent release {live.number}" in said
    assert server.is_untouched()


def test_a_candidate_of_another_release_or_environment_is_not_written(server: Server) -> None:
    bank = server.customer.bank
    release = services.propose(actor=bank.author, environment=server.production)
    with lying_console() as console:
        console.body = services.candidate_file(actor=bank.approver, release=release)
        said = refused(server.pull("--candidate", release.number + 1, origin=console.origin))
        assert f"it sent release {release.number}" in said
        elsewhere = refused(server.pull("--candidate", release.number, origin=console.origin, environment="staging"))
        assert "environment production" in elsewhere
    assert server.is_untouched()


def test_the_token_does_not_follow_a_redirect(server: Server, live: Release) -> None:
    with lying_console() as elsewhere, lying_console() as console:
        elsewhere.body = services.full_package(actor=server.customer.bank.publisher, environment=server.production)
        console.status, console.headers = 302, {"location": f"{elsewhere.origin}/package"}
        assert "it answers 302" in refused(server.pull(origin=console.origin))
        assert elsewhere.asked == []
    assert server.is_untouched()


def test_a_download_that_breaks_off_leaves_the_file_of_yesterday(server: Server, live: Release) -> None:
    whole = services.full_package(actor=server.customer.bank.publisher, environment=server.production)
    with lying_console() as console:
        console.body, console.cut = whole, len(whole) // 2
        said = refused(server.pull(origin=console.origin), code=20)
        gone = console.origin
    assert "cannot be reached" in said
    assert server.is_untouched()
    refused(server.pull(origin=gone), code=20)
    assert server.is_untouched()


def test_a_pull_that_is_killed_leaves_the_file_of_yesterday(server: Server, live: Release) -> None:
    whole = services.full_package(actor=server.customer.bank.publisher, environment=server.production)
    with lying_console() as console:
        console.body, console.cut, console.hold = whole, len(whole) // 2, threading.Event()
        words = ["pull", server.application.key, "production", "-o", str(server.out), "--console", console.origin]
        process = subprocess.Popen(
            [sys.executable, "-m", "handrail.cli", *words, "--trust", first_trust(server.application)],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        while not console.asked and process.poll() is None:
            threading.Event().wait(0.05)
        process.kill()
        assert process.wait(20) == -9
    assert server.is_untouched()


def test_a_folder_that_takes_no_file_is_told_before_anything_is_replaced(server: Server, live: Release) -> None:
    missing = server.out.parent / "none" / "bank.zip"
    said = refused(server.pull("-o", missing))
    assert "none" in said
    assert server.is_untouched()


def test_an_added_environment_is_pulled_like_the_others(server: Server, live: Release) -> None:
    add_environment(actor=server.customer.bank.administrator, application=server.application, name="test")
    environment = server.application.environments.get(name="test")
    services.default_package(actor=server.customer.bank.administrator, environment=environment)
    result = server.pull(environment="test")
    assert result.exit_code == 0, result.stderr
