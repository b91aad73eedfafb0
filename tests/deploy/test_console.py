"""The console as a client sees it: what it decided, and what nobody decided because it is in trouble."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from handrail.deploy.console import Console
from handrail.deploy.errors import (
    COMMITTED,
    FAILED,
    REFUSED,
    CommitUnknownError,
    ConsoleRefusedError,
    ConsoleUnreachableError,
)

REQUESTS: dict[str, Callable[[Console], object]] = {
    "what is offered": lambda console: console.offer(0, 0),
    "the package of a pointer": lambda console: console.package(5),
    "the newest package": lambda console: console.pull(),
    "a candidate": lambda console: console.candidate(1),
    "the evidence": lambda console: console.evidence(1),
    "a report": lambda console: console.report({}),
    "a deed": lambda console: console.ask("pause"),
    "an approval": lambda console: console.hand_in(1, b"{}"),
}


@pytest.fixture
def server() -> Iterator[ConsoleServer]:
    made = ConsoleServer()
    yield made
    made.close()


@pytest.fixture
def console(server: ConsoleServer) -> Iterator[Console]:
    made = Console(server.origin, "bank", "production", TOKEN)
    yield made
    made.close()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_a_console_in_trouble_has_refused_nothing_and_may_be_asked_again(
    server: ConsoleServer, console: Console, request_: Callable[[Console], object], status: int
) -> None:
    server.status = status
    with pytest.raises(ConsoleUnreachableError) as raised:
        request_(console)
    assert raised.value.exit_code == FAILED == 20
    assert raised.value.message.startswith(
        f"The console {server.origin} cannot be reached: it answers {status}. What is"
    )


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 429])
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_the_console_refuses_stays_refused(
    server: ConsoleServer, console: Console, request_: Callable[[Console], object], status: int
) -> None:
    server.status = status
    with pytest.raises(ConsoleRefusedError) as raised:
        request_(console)
    assert raised.value.exit_code == REFUSED == 10


@pytest.mark.parametrize("odd", [b"", b"<!doctype html><title>Sign in</title>", b"[]", b"{}", b'{"seq":"soon"}'])
@pytest.mark.parametrize("name", ["what is offered", "a deed"])
def test_whoever_answers_oddly_is_no_console(server: ConsoleServer, console: Console, name: str, odd: bytes) -> None:
    server.odd = odd
    with pytest.raises(
        ConsoleUnreachableError, match="cannot be reached: its answer is not of the expected form\\. Wh"
    ):
        REQUESTS[name](console)


def test_a_sentence_ends_with_one_full_stop() -> None:
    """The library words a connection that is closed without an answer as a sentence of its own."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def hang_up() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                connection.recv(65_536)
                connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        console = Console(f"http://127.0.0.1:{listening.getsockname()[1]}", "bank", "production", TOKEN)
        for name in ("what is offered", "the newest package"):
            with pytest.raises(ConsoleUnreachableError) as raised:
                REQUESTS[name](console)
            assert "without sending a response. What is live stays live." in raised.value.message
        console.close()
        thread.join()


def test_a_commit_without_a_clear_end_is_said_as_what_it_is() -> None:
    """No answer and an error of the server are the same here: nobody knows."""
    error = CommitUnknownError(target="s3", name="channel/bank/production.json", reason="InternalError")
    assert error.message == (
        "It is not known whether channel/bank/production.json on s3 was replaced (InternalError): the old or the new "
        "release is live, whole. Run it again."
    )
    assert error.exit_code == COMMITTED
