"""Verdicts of a look at the content server in words: what was seen, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handrail.applications.models import ConnectionReport


@dataclass(frozen=True)
class Words:
    """A verdict as a person reads it. ``tone``: ``success``, ``warning`` or ``danger``."""

    tone: str
    title: str
    text: str


def unreachable_in_words(params: Mapping[str, object]) -> str:
    """Why nothing usable came back, by the ``kind`` of a ``FetchFailedError``, and ``status`` where there is one."""
    reasons = {
        "name": _("The host name is not known. Check its spelling, and whether this console's machine can resolve it."),
        "timeout": _("No answer within five seconds. Perhaps a firewall lies between this console and the server."),
        "refused": _("Nothing accepts connections there. Is the web server running, and is the port right?"),
        "certificate": _("Its TLS certificate is not valid for this name, or its issuer is not known here."),
        "protocol": _("Something answers there, but it does not speak HTTP."),
        "status": _("The server answers with status %(status)s instead of the file."),
    }
    return reasons.get(str(params.get("kind", "")), reasons["refused"]) % {"status": params.get("status", "")}


def _unreachable(params: dict[str, str]) -> Words:
    text = unreachable_in_words(params)
    more = _(
        "If this console cannot reach the server by design (intranet), that is fine: Power Mode brings the proof "
        "instead."
    )
    return Words("danger", _("Not reachable from here"), f"{text} {more}")


def _wrong_place(params: dict[str, str]) -> Words:
    texts = {
        "redirect": _("%(url)s leads on to another address. Redirects are not followed; give the final address."),
        "page": _(
            "%(url)s answers with a web page instead of the file. The package must lie where that address points."
        ),
        "channel": _("The package lies there, but not its channel file. Unzip it so that this address exists: %(url)s"),
    }
    text = texts.get(params.get("why", ""), _("The server answers, but this file is not there: %(url)s"))
    return Words("danger", _("Wrong place"), text % {"url": params.get("url", "")})


def _refused(params: dict[str, str]) -> Words:
    text = _(
        "The address leads to this machine itself, a private network or a reserved range. Nothing was connected to."
    )
    if params.get("setting"):
        text += " " + _("It can be allowed: start the console with %(setting)s=1.") % {"setting": params["setting"]}
    return Words("danger", _("Refused"), text)


def verdict_in_words(code: str, params: dict[str, str]) -> Words:
    """Words for a code of ``hosting_check`` with its parameters."""
    if code == "live":
        text = _("Release %(release)s was read through the public address and its signatures hold.")
        return Words("success", _("Connected"), text % {"release": params.get("release", "")})
    if code == "paused":
        return Words("success", _("Connected, paused"), _("The signed pointer says that guidance is paused."))
    if code == "empty":
        text = _("The server answers. Our files are not there yet; the step “Connect” puts them there.")
        return Words("success", _("Reachable"), text)
    if code == "unreachable":
        return _unreachable(params)
    if code == "wrong-place":
        return _wrong_place(params)
    if code == "refused":
        return _refused(params)
    if code == "wrong-application":
        text = _("What lies there belongs to another application or environment: %(found)s. Choose another directory.")
        return Words("danger", _("Wrong application"), text % {"found": params.get("found", "?")})
    if code == "cors-missing":
        text = _(
            "The files are right, but browsers may not read them: the server must send the header "
            "“Access-Control-Allow-Origin: *” with them."
        )
        return Words("danger", _("CORS header missing"), text)
    if code == "old-release":
        text = _("Release %(release)s is there and valid, but a newer one was signed. Deploy the newest package.")
        return Words("warning", _("Old release"), text % {"release": params.get("release", "")})
    if code == "damaged":
        return Words("danger", _("Changed on the server"), _("A file does not have its signed bytes. Deploy again."))
    text = _("The file is there but does not verify (%(code)s). Download the package again and deploy it.")
    return Words("danger", _("Not valid"), text % {"code": params.get("code", code)})


def report_in_words(report: ConnectionReport) -> Words:
    """Words for a kept report."""
    problem = report.problems[0] if report.problems else {}
    params = {**problem, "release": str(report.release or "")}
    code = str(problem.get("code", report.state))
    known = {str(state) for state in ConnectionReport.State} | {"empty"}
    words = verdict_in_words("wrong-place" if code == "empty" else code if code in known else report.state, params)
    return words
