"""``handrail doctor URL``."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.output import AsJson, StateFolder, TrustMissingError, TrustOption, now, print_data

if TYPE_CHECKING:
    from handrail.deploy.config import NamedTarget
    from handrail.deploy.receipts import Receipts


HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?(?:/.*)?|localhost(?::[0-9]+)?(?:/.*)?")
"""A host without a scheme, as people type it; names of targets have no dot."""


def doctor(
    *,
    url: Annotated[str, typer.Argument(metavar="URL", help="Self-hosted URL, or a target of handrail.toml.")],
    trust: TrustOption = None,
    application: Annotated[str | None, typer.Option(help="Key of the application.")] = None,
    environment: Annotated[str | None, typer.Option(help="Its environment; production when nothing is said.")] = None,
    app_origin: Annotated[
        list[str] | None, typer.Option(help="Origin that must be admitted, e.g. capacitor://localhost or null.")
    ] = None,
    page: Annotated[str | None, typer.Option(help="Address of a page with the snippet, to check it too.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 10 on warnings as well.")] = False,
    state: StateFolder = None,
    as_json: AsJson = False,
) -> None:
    """Look at a content server as a page would, and say what to change. Exit 10 on errors."""
    from handrail.deploy.doctor import Question, check_url, examine
    from handrail.deploy.errors import ConfigError
    from handrail.deploy.findings import in_words
    from handrail.deploy.outside import Outside
    from handrail.deploy.serve_config import check_origin
    from handrail.package.verify import channel_name

    named, receipts = _named(url, state)
    anchor, key = trust or named.trust, application or named.application
    if anchor is None:
        raise TrustMissingError
    if named.url is None or key is None:
        raise ConfigError(what="handrail doctor", reason="it needs a URL and --application")
    env = environment or named.environment or "production"
    last = receipts.last(key, env) if receipts else None
    question = Question(
        application=key,
        environment=env,
        trust=anchor,
        now=now(),
        app_origins=[check_origin(each) for each in app_origin or ()],
        page=page,
        known=last.state if last else None,
    )
    with Outside(check_url(named.url, channel_name(key, env))) as outside:
        findings = examine(outside, question)
    if as_json:
        print_data({"url": named.url, "findings": [each.as_data() for each in findings]})
    else:
        for line in in_words(findings):
            typer.echo(line)
    if any(each.level == "error" or (strict and each.level == "warning") for each in findings):
        raise typer.Exit(10)


def _named(url: str, state: Path | None) -> tuple["NamedTarget", "Receipts | None"]:
    """What is known of a target, and its journal, which knows what was deployed from here last."""
    from handrail.cli.targets import find_place
    from handrail.deploy.config import NamedTarget
    from handrail.deploy.errors import ConfigError

    if url.startswith(("http://", "https://")):
        return NamedTarget(target="", url=url), None
    if HOST.fullmatch(url) and not Path(url).exists():
        raise ConfigError(what=url, reason=f"is it an address? Then write https://{url}")
    place = find_place(url, state)
    return place.named, place.receipts
