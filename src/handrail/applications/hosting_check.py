"""Looks at a content server from outside: does it answer, is our package there, does it verify?

Administrators only (and publishers, for releases): the console opens a connection to an address that somebody typed.
The verdict is a code with parameters, never a byte of the answer.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone

from handrail.accounts.models import User
from handrail.applications.access import Role, require
from handrail.applications.connection import Source, State, record_report
from handrail.applications.models import ConnectionReport, Environment
from handrail.applications.pinned_fetch import Fetched, FetchFailedError, FetchRefusedError, fetch
from handrail.applications.signing import first_trust, holds_pointer, trust
from handrail.errors import InvalidInputError
from handrail.package.errors import PackageError, WrongApplicationError, WrongEnvironmentError
from handrail.package.roles import Pointer
from handrail.package.verify import CHANNEL_LIMIT, parse_channel, verify_channel
from handrail.settings import console_settings

HINT_LIMIT = 4096


@dataclass(frozen=True)
class Seen:
    """What one look found.

    Attributes:
        code: ``live``, ``paused``, ``empty`` (answers, nothing of ours there yet), or one of
            ``ConnectionReport.State``; stable, worded by the console.
        params: values for the words.
        release: number of the verified release.
        seq: of its pointer.
        sentence: English.
        channel: the channel file, where it verified.
    """

    code: str
    params: dict[str, str] = field(default_factory=dict)
    release: int | None = None
    seq: int | None = None
    sentence: str = ""
    channel: bytes = b""

    @property
    def green(self) -> bool:
        """Whether it is a proof that the connection works."""
        return self.code in {"live", "paused"}


def look(environment: Environment, *, is_old: Callable[[Pointer], bool] = lambda _: False) -> Seen:
    """One look at the channel file of ``environment`` through its public URL; asks nobody, writes nothing.

    Args:
        environment: with a self-hosted URL.
        is_old: whether a verified pointer is older than the newest that the console knows: that is ``old-release``.
    """
    settings = console_settings()
    try:
        answer = fetch(environment.channel_url, settings, limit=CHANNEL_LIMIT, origin=environment.page_origin)
        return _judge(environment, answer, is_old)
    except FetchRefusedError as error:
        params = {"where": str(error.params["where"]), "setting": str(error.params["setting"])}
        return Seen("refused", params, sentence=error.message)
    except FetchFailedError as error:
        params = {"kind": str(error.params["kind"]), "url": environment.self_hosted_url}
        return Seen("unreachable", params, sentence=error.message)


def _judge(environment: Environment, answer: Fetched, is_old: Callable[[Pointer], bool]) -> Seen:
    url = environment.channel_url
    if 300 <= answer.status < 400:
        return Seen(
            "wrong-place", {"why": "redirect", "url": url}, sentence=f"{url} redirects; redirects are not followed."
        )
    if answer.status in {404, 410}:
        return _nothing_there(environment)
    if answer.status != 200:
        params = {"kind": "status", "status": str(answer.status), "url": url}
        return Seen("unreachable", params, sentence=f"{url} answers with status {answer.status}.")
    if "html" in answer.headers.get("content-type", "") or answer.body.lstrip()[:1] == b"<":
        return Seen(
            "wrong-place", {"why": "page", "url": url}, sentence=f"{url} answers with a web page, not the file."
        )
    try:
        verdict = verify_channel(
            answer.body,
            application=environment.application.key,
            environment=environment.name,
            # With the deployer's key the newest root is on the server only after the deployer's next deed.
            trust=trust(environment.application)
            if holds_pointer(environment)
            else first_trust(environment.application),
            now=datetime.now(UTC),
        )
    except (WrongApplicationError, WrongEnvironmentError) as error:
        return Seen("wrong-application", {"found": str(error.params.get("found", ""))[:64]}, sentence=error.message)
    except PackageError as error:
        found = _claimed(answer.body)
        if found and found != f"{environment.application.key}/{environment.name}":
            return Seen("wrong-application", {"found": found}, sentence=f"What lies there is for {found}.")
        return Seen("invalid", {"code": error.code, "url": url}, sentence=error.message)
    release, seq = verdict.release.version, verdict.pointer.seq
    if not _cors_allows(answer, environment.page_origin):
        sentence = "The header Access-Control-Allow-Origin is missing; browsers will not read the content."
        return Seen("cors-missing", {"origin": environment.page_origin or "*"}, release, seq, sentence, answer.body)
    if is_old(verdict.pointer):
        sentence = f"Release {release} is there, but a newer one was signed."
        return Seen("old-release", {"release": str(release)}, release, seq, sentence, answer.body)
    code = "paused" if verdict.pointer.status == "paused" else "live"
    return Seen(code, {"release": str(release)}, release, seq, f"Release {release} verified.", answer.body)


def _claimed(channel: bytes) -> str:
    """Whose file it says it is: nothing to trust, but the word that helps who put it there; empty where it says none.

    Another application has other keys, so its file already fails at the trust anchor.
    """
    try:
        pointer = json.loads(parse_channel(channel).pointer.payload)
        return f"{str(pointer['application'])[:64]}/{str(pointer['environment'])[:64]}"
    except (PackageError, ValueError, KeyError, TypeError):
        return ""


def _cors_allows(answer: Fetched, origin: str) -> bool:
    allowed = answer.headers.get("access-control-allow-origin", "").strip()
    return allowed == "*" or (bool(origin) and allowed == origin)


def _nothing_there(environment: Environment) -> Seen:
    """Nothing at the channel's place: perhaps another application's package lies there, perhaps nothing at all."""
    hint = f"{environment.self_hosted_url}/handrail.json"
    answer = fetch(hint, console_settings(), limit=HINT_LIMIT)
    if answer.status == 200:
        try:
            found = json.loads(answer.body)
            named = str(found["application"])[:64], str(found["environment"])[:64]
        except (ValueError, KeyError, TypeError):
            named = ("", "")
        if named[0] and named != (environment.application.key, environment.name):
            sentence = f"A package of application {named[0]}, environment {named[1]} lies there."
            return Seen("wrong-application", {"found": f"{named[0]}/{named[1]}"}, sentence=sentence)
        if named[0]:
            sentence = "The package lies there, but its channel file does not."
            return Seen("wrong-place", {"why": "channel", "url": environment.channel_url}, sentence=sentence)
    sentence = f"The server answers, but there is no {environment.channel_path} below {environment.self_hosted_url}."
    return Seen("empty", {"url": environment.channel_url}, sentence=sentence)


def check_hosting(*, actor: User, environment: Environment) -> Seen:
    """Look at the address for the step "Hosting" and keep the verdict there. A server without our files is fine.

    Raises:
        NotAllowedError: not an administrator of the application.
        InvalidInputError: no address yet.
    """
    require(actor, Role.ADMINISTRATOR, application=environment.application)
    _require_address(environment)
    seen = look(environment)
    environment.hosting_verdict = {"code": seen.code, "params": seen.params, "at": timezone.now().isoformat()}
    environment.save(update_fields=["hosting_verdict"])
    return seen


def check_connection(*, actor: User, environment: Environment) -> ConnectionReport:
    """Look at the address for the step "Connect" and for releases; the outcome is kept as a report ``outside``.

    Raises:
        NotAllowedError: neither administrator nor publisher there.
        InvalidInputError: no address yet.
    """
    require_looker(actor, environment)
    return keep_look(actor=actor, environment=environment, seen=look(environment))


def require_looker(actor: User, environment: Environment) -> None:
    """Administrators and publishers look, where there is an address.

    Raises:
        NotAllowedError, InvalidInputError: see ``check_connection``.
    """
    require(actor, Role.ADMINISTRATOR, Role.PUBLISHER, application=environment.application, environment=environment)
    _require_address(environment)


def keep_look(*, actor: User, environment: Environment, seen: Seen) -> ConnectionReport:
    """Keep what a look saw as a report ``outside``."""
    state = State.WRONG_PLACE if seen.code == "empty" else State(seen.code)
    problem = {"code": seen.code, "message": seen.sentence, **seen.params}
    return record_report(
        actor=actor,
        environment=environment,
        source=Source.OUTSIDE,
        state=state,
        release=seen.release,
        seq=seen.seq,
        problems=[] if seen.green else [problem],
        message=seen.sentence,
    )


def _require_address(environment: Environment) -> None:
    if not environment.self_hosted_url:
        what = f"the self-hosted URL of {environment.name} is not known yet"
        raise InvalidInputError(summary=what, problems=[{"where": "self_hosted_url", "what": what}])
