"""moto's S3 server behind a real port, and a gate in front of it that loses requests or answers."""

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "guides"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


class S3Server:
    """One store. Its requests are handled one after another: moto itself does not test and set in one step.

    Attributes:
        requests: method, path and headers of everything that arrived.
        lose_from: number of the request from which on none is answered; 0: all are.
        lose_to: and up to which.
        delivered: whether lost requests still do their work.
        ignores_conditions: as some stores do.
        refuses_conditions: as others do.
    """

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._gate, threaded=False, request_handler=_Quiet)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="a",
            aws_secret_access_key="b",
            region_name="eu-central-1",
        )
        self.reset()

    def reset(self) -> None:
        """An empty bucket, and no faults."""
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.lose_from, self.lose_to, self.delivered = 0, 1_000_000, False
        self.ignores_conditions = self.refuses_conditions = False
        self.before: Callable[[str, str], object] = lambda method, path: None
        place = {"LocationConstraint": "eu-central-1"}
        if BUCKET not in {each["Name"] for each in self.client.list_buckets()["Buckets"]}:
            self.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)  # type: ignore[arg-type]
        for key in self.objects():
            self.client.delete_object(Bucket=BUCKET, Key=key)
        self.requests.clear()

    @property
    def backend(self) -> Any:
        """The store behind the port, for what happens in the middle of a request."""
        return s3_backends["123456789012"]["aws"]

    def objects(self) -> dict[str, bytes]:
        """Everything in the bucket."""
        keys = [each["Key"] for each in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        return {key: self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}

    def _gate(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        headers = {key[5:].lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
        self.before(method, path)
        self.requests.append((method, path, headers))
        if method == "PUT" and self.refuses_conditions and {"if_match", "if_none_match"} & headers.keys():
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            said = b"<Error><Code>NotImplemented</Code><Message>no header of that name</Message></Error>"
            start("501 Not Implemented", [("Content-Type", "application/xml"), ("Content-Length", str(len(said)))])
            return [said]
        if method == "PUT" and self.ignores_conditions:
            environ.pop("HTTP_IF_MATCH", None)
            environ.pop("HTTP_IF_NONE_MATCH", None)
        if self.lose_from and self.lose_from <= len(self.requests) <= self.lose_to:
            if self.delivered:
                list(self._moto(environ, lambda *_: None))
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionError("lost")
        return self._moto(environ, start)  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the server."""
        self.client.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
