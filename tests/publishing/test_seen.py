"""What the console learns from pointers: those of the newest keys, in the order that verifiers keep."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module

import pytest
from django.apps import apps

from handrail.applications.services import HostingChoice, enrol_outside_key, set_hosting
from handrail.applications.signing import holds_pointer, newest_root, root_envelopes
from handrail.errors import NotFoundError
from handrail.package.build import channel_file, next_seq
from handrail.package.errors import SignatureMissingError
from handrail.package.keys import SigningKey
from handrail.publishing import services
from handrail.publishing.access import current_pointer
from handrail.publishing.live_answer import live_answer
from handrail.publishing.models import Pointer, Release
from handrail.publishing.services import WantedEnvironment
from handrail.publishing.signing import keys_since
from publishing.customer import Customer

pytestmark = pytest.mark.django_db

FAR = 2**53 - 1
"""The highest ``seq`` that there is: whoever has the key can count up to it at once."""


@pytest.fixture
def theirs(customer: Customer) -> Customer:
    """The customer holds the keys; there is one more, not of the root yet."""
    customer.take_over()
    customer.keys["spare"] = SigningKey.generate()
    return customer


def now_seq() -> int:
    return next_seq(None, datetime.now(UTC))


def root_of(customer: Customer) -> int:
    return newest_root(customer.bank.application).version


def replace_key(customer: Customer) -> None:
    """The deployer's key was stolen: the next root names the spare one."""
    enrol_outside_key(
        actor=customer.bank.administrator,
        application=customer.bank.application,
        environment=customer.production,
        holder_name="web2 in the DMZ",
        key=customer.keys["spare"].public,
    )
    seats = WantedEnvironment(customer.ids("approver", "second"), 1, customer.ids("spare"))
    customer.hand_in(customer.want(customer.wanted(production=seats)), "r1", "r2")
    customer.production.refresh_from_db()


def test_a_seq_that_a_thief_drove_up_is_left_behind_with_the_stolen_key(theirs: Customer) -> None:
    release, root = theirs.first_live(), root_of(theirs)
    stolen = theirs.deploy(release, seq=FAR - 1, status="paused")
    assert stolen is not None and current_pointer(theirs.production) == stolen
    assert theirs.deploy(release, seq=FAR - 2) is None, "under the same keys a lower seq is an older pointer"
    replace_key(theirs)
    assert root_of(theirs) == root + 1
    with pytest.raises(SignatureMissingError):
        theirs.deploy(release, seq=FAR)
    now = now_seq()
    learnt = theirs.deploy(release, key="spare", seq=now)
    assert learnt is not None and (learnt.seq, learnt.status, learnt.keys_since) == (now, "active", root + 1)
    assert current_pointer(theirs.production) == learnt

    for seq in (FAR, now + 2, now):
        assert theirs.deploy(release, seq=seq, root=root, status="paused") is None, "the stolen key counts no more"
    for seq in (now, now - 2):
        assert theirs.deploy(release, key="spare", seq=seq) is None
    assert current_pointer(theirs.production) == learnt
    # A number that replaced keys have used is free for the new ones.
    again = theirs.deploy(release, key="spare", seq=FAR - 1)
    assert again is not None and current_pointer(theirs.production) == again


def test_a_root_that_leaves_the_pointer_keys_alone_does_not_set_their_count_back(theirs: Customer) -> None:
    release, root = theirs.first_live(), root_of(theirs)
    high = theirs.deploy(release, seq=FAR - 9)
    assert high is not None
    theirs.hand_in(theirs.want(), "r1", "r2")
    assert root_of(theirs) == root + 1
    assert theirs.deploy(release, seq=FAR - 11) is None
    assert current_pointer(theirs.production) == high
    learnt = theirs.deploy(release, seq=FAR - 7)
    assert learnt is not None and learnt.keys_since == high.keys_since == root


def test_where_the_key_comes_back_the_console_counts_anew_and_tells_those_that_wait(theirs: Customer) -> None:
    release = theirs.first_live()
    theirs.deploy(release, seq=FAR - 1)
    seats = WantedEnvironment(theirs.ids("approver", "second"), 1)
    theirs.hand_in(theirs.want(theirs.wanted(production=seats)), "r1", "r2")
    assert holds_pointer(theirs.production)
    back = current_pointer(theirs.production)
    assert back is not None and back.reason == Pointer.Reason.RENEW
    assert now_seq() - 60 < back.seq <= now_seq() and back.keys_since == root_of(theirs)
    following = services.heartbeat(actor=theirs.bank.publisher, environment=theirs.production)
    assert back.seq < following.seq <= back.seq + 60
    assert current_pointer(theirs.production) == following

    def told(after: int) -> int | None:
        answer = live_answer(actor=theirs.bank.publisher, environment=theirs.production, after=after)
        return answer.pointer.seq if answer else None

    assert [told(after) for after in (0, back.seq, FAR - 1)] == [following.seq] * 3
    assert [told(after) for after in (following.seq, following.seq + 1, FAR)] == [None] * 3


@contextmanager
def serving(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}"
    finally:
        made.shutdown()
        made.server_close()


def look(customer: Customer, release: Release, pointer: bytes, root: int) -> str:
    """What the console says of a server with that pointer."""
    roots = root_envelopes(customer.bank.application)[:root]
    with serving(channel_file(roots, bytes(release.envelope), pointer)) as url:
        bank = customer.bank
        choices = {"production": HostingChoice(url, "")}
        set_hosting(actor=bank.administrator, application=bank.application, choices=choices)
        customer.production.refresh_from_db()
        return str(services.look_at_server(actor=bank.administrator, environment=customer.production).state)


def test_a_look_orders_by_the_keys_first(theirs: Customer) -> None:
    release, root = theirs.first_live(), root_of(theirs)
    theirs.deploy(release, seq=FAR - 3)
    replace_key(theirs)
    release.refresh_from_db()
    thief = theirs.sign_pointer(release, seq=FAR - 1, root=root)
    new = theirs.sign_pointer(release, key="spare", seq=now_seq())
    assert look(theirs, release, new, root + 1) == "live"
    learnt = current_pointer(theirs.production)
    assert learnt is not None and bytes(learnt.envelope) == new
    assert look(theirs, release, thief, root) == "old-release"
    assert current_pointer(theirs.production) == learnt


def test_pointers_of_before_are_put_in_order_by_what_they_say(theirs: Customer) -> None:
    """The step that brings a database of the version before."""
    release = theirs.first_live()
    theirs.deploy(release)
    replace_key(theirs)
    theirs.deploy(release, key="spare")
    right = dict(Pointer.objects.values_list("pk", "keys_since"))
    assert set(right.values()) == {root_of(theirs) - 1, root_of(theirs)}
    Pointer.objects.update(keys_since=99)
    import_module("handrail.publishing.migrations.0002_pointer_keys_since").fill(apps, None)
    assert dict(Pointer.objects.values_list("pk", "keys_since")) == right


def test_since_when_keys_count_is_asked_of_known_roots_only(theirs: Customer) -> None:
    root = root_of(theirs)
    assert [keys_since(theirs.production, version) for version in range(1, root + 1)] == [1, *range(2, root + 1)]
    assert keys_since(theirs.bank.staging, root) == 1, "its keys are those of the first root"
    for unknown in (0, root + 1):
        with pytest.raises(NotFoundError):
            keys_since(theirs.production, unknown)
