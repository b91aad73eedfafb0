"""Looks at a content server from outside, against real small servers on the loopback address."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from actors import Bank
from handrail.applications.hosting_check import check_connection, check_hosting, look
from handrail.applications.models import Environment
from handrail.applications.pinned_fetch import FetchRefusedError, refusal, resolve
from handrail.applications.services import HostingChoice, set_hosting
from handrail.errors import InvalidInputError, NotAllowedError
from handrail.publishing.access import current_pointer
from handrail.publishing.services.packages import ensure_default_release
from handrail.publishing.signing import channel_of
from handrail.settings import console_settings, use_console_settings

pytestmark = pytest.mark.django_db

Answers = dict[str, tuple[int, dict[str, str], bytes]]
GOOD = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}


@pytest.fixture
def server() -> Iterator[Callable[[Answers], str]]:
    running: list[ThreadingHTTPServer] = []

    def start(answers: Answers) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b"nothing here"))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        running.append(made)
        return f"http://127.0.0.1:{made.server_address[1]}"

    yield start
    for made in running:
        made.shutdown()
        made.server_close()


def host(bank: Bank, url: str, page: str = "") -> Environment:
    set_hosting(
        actor=bank.administrator, application=bank.application, choices={"production": HostingChoice(url, page)}
    )
    return bank.production


def channel(bank: Bank, environment: Environment | None = None) -> bytes:
    environment = environment or bank.production
    ensure_default_release(actor=bank.administrator, environment=environment)
    pointer = current_pointer(environment)
    assert pointer is not None
    return channel_of(pointer.release, bytes(pointer.envelope))


def path_of(bank: Bank) -> str:
    return f"/channel/{bank.application.key}/production.json"


def test_green_only_on_proof_and_the_report_says_where_it_came_from(
    bank: Bank, server: Callable[[Answers], str]
) -> None:
    url = server({path_of(bank): (200, GOOD, channel(bank))})
    report = check_connection(actor=bank.administrator, environment=host(bank, url))
    assert (report.state, report.source, report.release) == ("live", "outside", 1)
    assert report.problems == []


def test_a_server_without_our_files_is_reachable_but_not_connected(
    bank: Bank, server: Callable[[Answers], str]
) -> None:
    environment = host(bank, server({}))
    assert check_hosting(actor=bank.administrator, environment=environment).code == "empty"
    assert check_connection(actor=bank.administrator, environment=environment).state == "wrong-place"


def test_a_server_that_does_not_answer_is_said_to_be_unreachable(bank: Bank) -> None:
    seen = look(host(bank, "http://127.0.0.1:1"))
    assert (seen.code, seen.params["kind"]) == ("unreachable", "refused")
    assert look(host(bank, "http://nobody-has-this-name.invalid")).params["kind"] == "name"


def test_a_web_page_in_place_of_the_file_is_the_wrong_place(bank: Bank, server: Callable[[Answers], str]) -> None:
    url = server({path_of(bank): (200, {"Content-Type": "text/html"}, b"<!doctype html>secret words")})
    seen = look(host(bank, url))
    assert (seen.code, seen.params["why"]) == ("wrong-place", "page")
    assert "secret words" not in str(seen)


def test_redirects_are_not_followed(bank: Bank, server: Callable[[Answers], str]) -> None:
    elsewhere = server({"/there": (200, GOOD, channel(bank))})
    url = server({path_of(bank): (302, {"Location": elsewhere + "/there"}, b"")})
    assert look(host(bank, url)).params["why"] == "redirect"


def test_another_applications_package_is_named(bank: Bank, server: Callable[[Answers], str]) -> None:
    foreign = channel(bank, bank.other.environments.get(name="production"))
    assert look(host(bank, server({path_of(bank): (200, GOOD, foreign)}))).code != "live"
    hint = b'{"application":"zzzzzzzzzzzz","environment":"production"}'
    seen = look(host(bank, server({"/handrail.json": (200, GOOD, hint)})))
    assert (seen.code, seen.params["found"]) == ("wrong-application", "zzzzzzzzzzzz/production")


def test_a_missing_cors_header_is_red_though_the_bytes_are_right(bank: Bank, server: Callable[[Answers], str]) -> None:
    body = channel(bank)
    url = server({path_of(bank): (200, {"Content-Type": "application/json"}, body)})
    assert look(host(bank, url)).code == "cors-missing"
    only_app = {**GOOD, "Access-Control-Allow-Origin": "https://app.example.com"}
    url = server({path_of(bank): (200, only_app, body)})
    assert look(host(bank, url, "https://app.example.com/")).code == "live"
    assert look(host(bank, url, "https://other.example.com/")).code == "cors-missing"


def test_an_old_release_is_told_from_the_newest(bank: Bank, server: Callable[[Answers], str]) -> None:
    environment = host(bank, server({path_of(bank): (200, GOOD, channel(bank))}))
    pointer = current_pointer(environment)
    assert pointer is not None
    assert look(environment, is_old=lambda told: told.seq < pointer.seq).code == "live"
    assert look(environment, is_old=lambda told: told.seq < pointer.seq + 2).code == "old-release"


def test_one_changed_byte_is_never_green(bank: Bank, server: Callable[[Answers], str]) -> None:
    body = bytearray(channel(bank))
    body[len(body) // 2] ^= 1
    assert look(host(bank, server({path_of(bank): (200, GOOD, bytes(body))}))).code == "invalid"


def test_only_administrators_make_the_console_open_a_connection(bank: Bank) -> None:
    environment = host(bank, "http://127.0.0.1:1")
    for actor in (bank.author, bank.approver, bank.auditor, bank.outsider, bank.neighbour):
        with pytest.raises(NotAllowedError):
            check_hosting(actor=actor, environment=environment)
        with pytest.raises(NotAllowedError):
            check_connection(actor=actor, environment=environment)
    with pytest.raises(InvalidInputError):
        check_hosting(actor=bank.administrator, environment=bank.staging)


@pytest.mark.parametrize(
    ("address", "loopback", "private", "allowed"),
    [
        ("127.0.0.1", False, True, False),
        ("127.0.0.1", True, False, True),
        ("::1", False, True, False),
        ("::ffff:127.0.0.1", False, True, False),
        ("10.1.2.3", True, False, False),
        ("10.1.2.3", False, True, True),
        ("192.168.0.1", True, False, False),
        ("fd12::1", True, False, False),
        ("100.64.0.1", True, False, False),
        ("169.254.169.254", True, True, False),
        ("::ffff:169.254.169.254", True, True, False),
        ("64:ff9b::a9fe:a9fe", True, True, False),
        ("fe80::1", True, True, False),
        ("fd00:ec2::254", True, True, False),
        ("0.0.0.0", True, True, False),
        ("224.0.0.1", True, True, False),
        ("93.184.216.34", False, False, True),
    ],
)
def test_ranges_that_the_console_never_or_only_by_setting_connects_to(
    address: str, loopback: bool, private: bool, allowed: bool
) -> None:
    import ipaddress

    settings = replace(console_settings(), allow_loopback_hosting=loopback, allow_private_hosting=private)
    assert (refusal(ipaddress.ip_address(address), settings) is None) == allowed


def test_without_the_exception_the_own_machine_is_refused_before_any_connection(bank: Bank) -> None:
    use_console_settings(replace(console_settings(), allow_loopback_hosting=False))
    seen = look(host(bank, "http://localhost:1"))
    assert (seen.code, seen.params["setting"]) == ("refused", "HANDRAIL_ALLOW_LOOPBACK_HOSTING")
    with pytest.raises(FetchRefusedError):
        resolve("127.0.0.1", 80, replace(console_settings(), allow_loopback_hosting=False), "http://127.0.0.1")
