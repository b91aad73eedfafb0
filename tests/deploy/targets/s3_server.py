"""moto's S3 server behind a real port, and a gate in front of it where requests and answers meet with accidents."""

import io
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "guides"

Fault = Literal[
    "lost",  # the connection is cut before the store sees the request
    "unanswered",  # the store does it, then the connection is cut
    "broken-off",  # the store does it, then the connection is cut in the middle of the answer
    "silent",  # the store does not see it, and no answer ever comes
    "silent-done",  # the store does it, and no answer ever comes
    "500",  # InternalError, not done
    "500-done",  # InternalError, done all the same
    "503",  # SlowDown, not done
    "412",  # PreconditionFailed where nothing failed, not done
    "403",  # AccessDenied, not done
    "507",  # no room, not done
    "kill",  # the client's process is killed before the store sees the request
    "kill-done",  # the store does it, then the client's process is killed
]
KILLS: tuple[Fault, ...] = ("kill", "kill-done")
SILENCES: tuple[Fault, ...] = ("silent", "silent-done")
ANSWERS: tuple[Fault, ...] = tuple(each for each in get_args(Fault) if each not in KILLS + SILENCES)
_CODES = {
    "500": ("500 Internal Server Error", "InternalError"),
    "503": ("503 Slow Down", "SlowDown"),
    "412": ("412 Precondition Failed", "PreconditionFailed"),
    "403": ("403 Forbidden", "AccessDenied"),
    "507": ("507 Insufficient Storage", "XMinioStorageFull"),
    "501": ("501 Not Implemented", "NotImplemented"),
}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


class S3Server:
    """One store. Its requests are handled one after another: moto itself does not test and set in one step.

    Attributes:
        requests: method, path and headers of everything that arrived.
        ignores_conditions: as some stores do.
        refuses_conditions: as others do.
        before: done before each request.
    """

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._one_at_a_time = threading.RLock()
        self._let_go = threading.Event()
        self._server = make_server("127.0.0.1", 0, self._gate, threaded=True, request_handler=_Quiet)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="a",
            aws_secret_access_key="b",
            region_name="eu-central-1",
        )
        place = {"LocationConstraint": "eu-central-1"}
        self.backend: Any = s3_backends["123456789012"]["aws"]
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.before: Callable[[str, str], object] = lambda method, path: None
        self.ignores_conditions = self.refuses_conditions = False
        self.heal()
        if BUCKET not in self.backend.buckets:
            self.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)  # type: ignore[arg-type]
        self.reset()

    def reset(self) -> None:
        """An empty bucket, and no faults."""
        self.heal()
        self.ignores_conditions = self.refuses_conditions = False
        self.before = lambda method, path: None
        for key in self.objects():
            self.remove(key)
        self.requests.clear()

    def inject(self, fault: Fault, at: int, times: int = 1_000_000, pid: int = 0) -> None:
        """Let this happen to the request of that number from now on, and to the following ones.

        Args:
            fault: what happens.
            at: number of the request.
            times: to how many.
            pid: the client's process, to be killed.
        """
        self._let_go.clear()
        self._pid = pid
        self.requests.clear()
        self._fault, self._from, self._to = fault, at, at + times - 1

    def heal(self) -> None:
        """No more faults."""
        self._fault, self._from, self._to = "", 0, 0
        self._let_go.set()

    def objects(self, below: str = "") -> dict[str, bytes]:
        """Everything in the bucket, past the port."""
        with self._one_at_a_time:
            keys = [key for key in self.backend.buckets[BUCKET].keys if key.startswith(below)]
            return {key: self.backend.get_object(BUCKET, key).value for key in keys}

    def put(self, key: str, data: bytes) -> None:
        """Put an object, past the port."""
        with self._one_at_a_time:
            self.backend.put_object(BUCKET, key, data)

    def remove(self, key: str) -> None:
        """Remove an object, past the port."""
        with self._one_at_a_time:
            self.backend.delete_object(BUCKET, key)

    def _gate(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        headers = {key[5:].lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
        # Read whole: a request whose client died on the way is none.
        size = int(environ.get("CONTENT_LENGTH") or 0)
        data = environ["wsgi.input"].read(size)
        if len(data) < size:
            raise ConnectionError("half a request")
        environ["wsgi.input"] = io.BytesIO(data)
        with self._one_at_a_time:
            self.before(method, path)
            self.requests.append((method, path, headers))
            number = len(self.requests)
            conditional = method == "PUT" and bool({"if_match", "if_none_match"} & headers.keys())
            fault = self._fault if self._from <= number <= self._to else ""
            if conditional and self.refuses_conditions:
                return _refuse("501", start)
            if method == "PUT" and self.ignores_conditions:
                environ.pop("HTTP_IF_MATCH", None)
                environ.pop("HTTP_IF_NONE_MATCH", None)
            if fault in ("lost", "silent", "kill") or fault in _CODES:
                done: list[bytes] = []
                answer: tuple[str, list[tuple[str, str]]] = ("", [])
            else:
                answer, done = self._answer(environ)
        return self._with_fault(fault, environ, start, answer, done)

    def _answer(self, environ: dict[str, Any]) -> tuple[tuple[str, list[tuple[str, str]]], list[bytes]]:
        said: list[tuple[str, list[tuple[str, str]]]] = []
        body = list(self._moto(environ, lambda status, headers, *_: said.append((status, headers))))
        return said[0], body

    def _with_fault(
        self,
        fault: str,
        environ: dict[str, Any],
        start: Callable[..., Any],
        answer: tuple[str, list[tuple[str, str]]],
        done: list[bytes],
    ) -> Iterable[bytes]:
        if fault in _CODES:
            return _refuse(fault, start)
        if fault == "500-done":
            return _refuse("500", start)
        if fault in KILLS:
            os.kill(self._pid, signal.SIGKILL)
        if fault in SILENCES:
            self._let_go.wait()
        if fault in ("lost", "unanswered", *SILENCES, *KILLS):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionError("lost")
        body = b"".join(done)
        if fault == "broken-off":
            start(answer[0], [*((n, v) for n, v in answer[1] if n.lower() != "content-length"), _length(body or b"-")])
            return [body[: len(body) // 2]]
        start(*answer)
        return [body]

    def close(self) -> None:
        """End the server."""
        self.heal()
        self.client.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _refuse(status: str, start: Callable[..., Any]) -> Iterable[bytes]:
    line, code = _CODES[status]
    said = f"<Error><Code>{code}</Code><Message>an accident</Message></Error>".encode()
    start(line, [("Content-Type", "application/xml"), _length(said)])
    return [said]


def _length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))
