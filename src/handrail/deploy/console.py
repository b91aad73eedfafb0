"""The console as the customer's side sees it: a few requests with a scoped token."""

import json as json_module
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

import httpx

from handrail.deploy.errors import ConsoleRefusedError, ConsoleUnreachableError
from handrail.package.archive import PACKAGE_LIMIT

TIMEOUT_S = 15.0

Deed = Literal["rollback", "pause", "resume", "stop", "heartbeat"]


@dataclass(frozen=True)
class Offer:
    """What the console says should be live.

    Attributes:
        seq: of the pointer.
        release: its number.
        status: active or paused.
        repair: a person pressed Repair: deploy it again even if nothing is newer.
    """

    seq: int
    release: int
    status: str
    repair: bool


class Console:
    """A client for one environment.

    Args:
        origin: the console's address, e.g. ``https://guides-console.bank.example``.
        application: the application's key.
        environment: its environment.
        token: bearer token; from the environment or a file, never from the command line.
        client: for tests.
    """

    def __init__(
        self, origin: str, application: str, environment: str, token: str, client: httpx.Client | None = None
    ) -> None:
        """Opens nothing yet."""
        self.origin = origin.rstrip("/")
        self._application = f"{self.origin}/api/v1/applications/{application}"
        self._base = f"{self._application}/environments/{environment}"
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self._client = client or httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def offer(self, after: int, wait_s: int) -> Offer | None:
        """Wait until something newer than ``after`` should be live.

        Args:
            after: the newest seq known here.
            wait_s: how long the console may hold the answer, at most 25.

        Returns:
            None when nothing came in that time.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        query: Mapping[str, int] = {"after": after, "wait": min(25, max(0, wait_s))}
        response = self._send("GET", "live", params=query, timeout=TIMEOUT_S + wait_s)
        if response.status_code == 204:
            return None
        found = self._json(response)
        try:
            repair = found.get("repair") is True
            return Offer(int(str(found["seq"])), int(str(found["release"])), str(found["status"]), repair)
        except (KeyError, ValueError) as error:
            raise self._unclear() from error

    def package(self, seq: int) -> bytes:
        """The full package of that seq; nothing in it is trusted yet.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        return self._download(f"{self._base}/package", {"seq": seq})

    def pull(self, release: int | None = None) -> bytes:
        """The package to deploy next, or that of an approved release without a pointer; nothing in it is trusted yet.

        Args:
            release: its number.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        return self._download(f"{self._base}/package", {} if release is None else {"release": release})

    def candidate(self, release: int) -> bytes:
        """What an approver reads; nothing in it is trusted yet.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        return self._download(f"{self._application}/releases/{release}/candidate", {})

    def evidence(self, release: int) -> bytes:
        """Who approved exactly what; nothing in it is trusted yet.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        return self._download(f"{self._application}/releases/{release}/evidence", {})

    def _download(self, url: str, params: Mapping[str, int]) -> bytes:
        try:
            with self._client.stream("GET", url, params=params, headers=self._headers) as response:
                if response.status_code != 200:
                    response.read()
                    raise self._not_given(response)
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > PACKAGE_LIMIT:
                        raise ConsoleRefusedError(console=self.origin, reason="its answer is larger than 1 GiB")
                return bytes(body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    def report(self, report: Mapping[str, object]) -> None:
        """Tell what is live.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        self._send("POST", "reports", json=report)

    def ask(self, action: Deed, *, release: int | None = None, campaigns: Iterable[str] = ()) -> int:
        """Let the console sign what only the pointer key can say.

        Args:
            action: ``rollback``, ``pause``, ``resume``, ``stop`` (single campaigns) or ``heartbeat`` (renew).
            release: of a rollback: its number; absent: the newest one before what is live.
            campaigns: of a stop: their ids.

        Returns:
            The seq of the new pointer.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there; refused too where the key is with the deployer.
        """
        body: dict[str, object] = {} if release is None else {"release": release}
        if stopped := list(campaigns):
            body["campaigns"] = stopped
        found = self._json(self._send("POST", action, json=body))
        try:
            return int(str(found["seq"]))
        except (KeyError, ValueError) as error:
            raise self._unclear() from error

    def hand_in(self, release: int, envelope: bytes) -> str:
        """Hand in an approval that was signed here.

        Args:
            release: its number.
            envelope: the release with the approver's signature.

        Returns:
            The state of the release in the console, e.g. ``approved``.

        Raises:
            ConsoleUnreachableError, ConsoleRefusedError: see there.
        """
        url = f"{self._application}/releases/{release}/approvals"
        found = self._json(self._send("POST", url, json={"envelope": json_module.loads(envelope)}))
        return str(found.get("state", ""))

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, int] | None = None,
        json: Mapping[str, object] | None = None,
        timeout: float = TIMEOUT_S,
    ) -> httpx.Response:
        try:
            url = path if path.startswith(self._application) else f"{self._base}/{path}"
            response = self._client.request(
                method, url, params=params, json=json, headers=self._headers, timeout=timeout
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error
        if not 200 <= response.status_code < 300:
            raise self._not_given(response)
        return response

    def _json(self, response: httpx.Response) -> dict[str, object]:
        try:
            found = response.json()
        except ValueError as error:
            raise self._unclear() from error
        if not isinstance(found, dict):
            raise self._unclear()
        return cast(dict[str, object], found)

    def _unreachable(self, error: Exception) -> ConsoleUnreachableError:
        # The error's own sentence ends with a full stop too.
        reason = str(error).rstrip(". ") or type(error).__name__
        return ConsoleUnreachableError(console=self.origin, reason=reason)

    def _unclear(self) -> ConsoleUnreachableError:
        """Whoever answers so is no console, or a proxy in front of it: nobody has refused anything."""
        return ConsoleUnreachableError(console=self.origin, reason="its answer is not of the expected form")

    def _not_given(self, response: httpx.Response) -> ConsoleUnreachableError | ConsoleRefusedError:
        """A console or a proxy in trouble (5xx) has decided nothing: the same request may succeed later."""
        if response.status_code >= 500:
            return ConsoleUnreachableError(console=self.origin, reason=f"it answers {response.status_code}")
        return self._refused(response)

    def _refused(self, response: httpx.Response) -> ConsoleRefusedError:
        words = {
            401: "the token is missing, unknown or expired (HANDRAIL_TOKEN, HANDRAIL_TOKEN_FILE or --token-file)",
            403: "the token may not do this",
            404: "it knows no such application, environment or release",
        }
        reason = words.get(response.status_code, f"it answers {response.status_code}")
        try:
            said = response.json()
        except ValueError:
            said = None
        if isinstance(said, dict) and isinstance(said.get("message"), str):
            # The error's own sentence ends with it too.
            reason = f"{reason}: {said['message'][:300].removesuffix(' Nothing was changed.').rstrip('.')}"
        return ConsoleRefusedError(console=self.origin, reason=reason)
