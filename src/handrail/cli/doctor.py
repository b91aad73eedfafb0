"""``handrail doctor URL``."""

from typing import Annotated

import typer

from handrail.cli.output import AsJson, TrustMissingError, TrustOption, now, print_data


def doctor(
    *,
    url: Annotated[str, typer.Argument(metavar="URL", help="Self-hosted URL, or a target of handrail.toml.")],
    trust: TrustOption = None,
    application: Annotated[str | None, typer.Option(help="Key of the application.")] = None,
    environment: Annotated[str | None, typer.Option(help="Its environment; production when nothing is said.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look at a content server as a page would: place, application, CORS, types, caching, expiry. Exit 10 on errors."""
    from pathlib import Path

    from handrail.deploy.config import NamedTarget, resolve
    from handrail.deploy.doctor import examine
    from handrail.deploy.errors import ConfigError
    from handrail.deploy.outside import Outside

    named = NamedTarget(target="", url=url) if "://" in url else resolve(url, Path.cwd())
    anchor, key = trust or named.trust, application or named.application
    if anchor is None:
        raise TrustMissingError
    if named.url is None or key is None:
        raise ConfigError(what="handrail doctor", reason="it needs a URL and --application")
    env = environment or named.environment or "production"
    with Outside(named.url) as outside:
        findings = examine(outside, application=key, environment=env, trust=anchor, now=now())
    if as_json:
        print_data({"url": named.url, "findings": [each.as_data() for each in findings]})
    else:
        for each in findings:
            typer.echo(f"{each.level:8}{each.message} ({each.code})")
    if any(each.level == "error" for each in findings):
        raise typer.Exit(10)
