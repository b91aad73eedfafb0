"""``handrail doctor URL``: does the web server give the SDK what it needs, and what will be wrong soon?"""

from collections.abc import Iterator
from datetime import datetime

from handrail.deploy.outside import Answer, Finding, Outside, check_deployed, check_headers
from handrail.package.errors import (
    AnchorMismatchError,
    ExpiredError,
    PackageError,
    WrongApplicationError,
    WrongEnvironmentError,
)
from handrail.package.fields import seconds_of
from handrail.package.sdk_files import built_sdk
from handrail.package.verify import CHANNEL_LIMIT, SOON_S, Verdict, channel_name, sha256_hex, verify_channel

SDK_LIMIT = 4_194_304


def examine(outside: Outside, *, application: str, environment: str, trust: str, now: datetime) -> list[Finding]:
    """Everything that can be seen of one environment through its public URL.

    Args:
        outside: reads below the self-hosted URL.
        application: the application's key.
        environment: its environment.
        trust: the pinned anchor.
        now: with time zone.

    Returns:
        Findings, errors first; without errors the SDK will connect.
    """
    found = list(_examine(outside, application, environment, trust, now))
    return sorted(found, key=lambda each: ("error", "warning", "good").index(each.level))


def _examine(outside: Outside, application: str, environment: str, trust: str, now: datetime) -> Iterator[Finding]:
    yield from _address(outside.url)
    name = channel_name(application, environment)
    answer = outside.get(name, CHANNEL_LIMIT)
    if answer.status != 200:
        yield _place(outside, name, answer)
        return
    try:
        verdict = verify_channel(
            answer.body, application=application, environment=environment, trust=trust, now=now, grace_days=30
        )
    except PackageError as error:
        yield _not_verified(name, answer, error)
        return
    kind = "paused" if verdict.pointer.status == "paused" else "live"
    yield Finding("good", "doctor.live", f"Release {verdict.release.version} is {kind} (seq {verdict.pointer.seq}).")
    yield from check_deployed(outside, name, answer.body, verdict.release)
    yield from _sdk(outside)
    yield from _expiry(verdict, now)
    yield from _habits(outside, name, answer)


def _address(url: str) -> Iterator[Finding]:
    if url.startswith("http://") and not url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        message = f"{url} is plain http: a page served by https cannot load it, and anybody on the way can read it."
        yield Finding("warning", "doctor.plain-http", message)


def _place(outside: Outside, name: str, answer: Answer) -> Finding:
    if answer.status == 0:
        return Finding("error", "doctor.unreachable", f"{outside.url} cannot be reached: {answer.problem}.")
    if answer.status in (404, 410):
        folder = outside.url
        message = (
            f"The server answers {answer.status} for {folder}/{name}. The package lies in another place, or not at "
            "all: its folders blobs, channel, releases and sdk must lie directly below that address."
        )
        return Finding("error", "doctor.wrong-place", message)
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "elsewhere")
        message = f"The server redirects {name} to {to}; use the address it redirects to as self-hosted URL."
        return Finding("error", "doctor.redirect", message)
    return Finding("error", "doctor.unreachable", f"The server answers {answer.status} for {outside.url}/{name}.")


def _not_verified(name: str, answer: Answer, error: PackageError) -> Finding:
    if answer.body.lstrip()[:1] == b"<":
        message = f"{name}: the server answers with a web page, not with the file (a sign-in page, a catch-all route?)."
        return Finding("error", "doctor.wrong-place", message)
    if isinstance(error, AnchorMismatchError | WrongApplicationError | WrongEnvironmentError):
        return Finding("error", "doctor.wrong-application", f"{name} belongs to another application: {error.message}")
    code = "doctor.expired" if isinstance(error, ExpiredError) else "doctor.not-verified"
    return Finding("error", code, f"{name}: {error.message} ({error.code})")


def _sdk(outside: Outside) -> Iterator[Finding]:
    runtime = [file for file in built_sdk() if file.name == "handrail.js"]
    for file in runtime:
        answer = outside.get(file.path, SDK_LIMIT)
        if answer.status != 200:
            said = answer.problem or answer.status
            message = f"{file.path} is not there ({said}); pages with an older snippet do not need it."
            yield Finding("warning", "doctor.sdk-missing", message)
        elif sha256_hex(answer.body) != file.sha256:
            message = (
                f"{file.path} does not have the bytes of this Handrail's SDK; browsers will block it by its SRI hash."
            )
            yield Finding("warning", "doctor.sdk-changed", message)
        else:
            yield from check_headers(file.path, answer)


def _expiry(verdict: Verdict, now: datetime) -> Iterator[Finding]:
    for what, expires in (("The pointer", verdict.pointer.expires), ("The root", verdict.root.expires)):
        left = seconds_of(expires) - int(now.timestamp())
        if left < 0:
            message = f"{what} expired at {expires}; pages go on for their grace period only. Publish or renew now."
            yield Finding("error", "doctor.expired", message)
        elif left < SOON_S:
            message = f"{what} expires at {expires}, in {left // 86_400} days. Publish, or run `handrail heartbeat`."
            yield Finding("warning", "doctor.expires-soon", message)


def _habits(outside: Outside, name: str, answer: Answer) -> Iterator[Finding]:
    """What only a second request shows: conditional requests, error answers, directory listings."""
    etag = answer.headers.get("etag")
    if etag is not None and outside.get(name, CHANNEL_LIMIT, {"if-none-match": etag}).status != 304:
        message = f"{name}: a conditional request is not answered with 304, so every page start loads the whole file."
        yield Finding("warning", "doctor.etag", message)
    missing = outside.get("blobs/" + "0" * 64 + ".json", 4096)
    if missing.status == 200:
        message = "A file that is not there is answered with 200; the server must answer 404."
        yield Finding("error", "doctor.catch-all", message)
    elif missing.status in (404, 410) and "no-store" not in missing.headers.get("cache-control", ""):
        message = "Error answers should carry Cache-Control: no-store, or a cache keeps a passing 404."
        yield Finding("warning", "doctor.error-caching", message)
    if outside.get("blobs/", 4096).status == 200:
        yield Finding("warning", "doctor.listing", "The folder blobs/ is listed; switch directory listings off.")
