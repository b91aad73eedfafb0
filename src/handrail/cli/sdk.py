"""``handrail sdk``: tag, SRI and CSP line from this installation's own SDK, so that nobody need believe the console."""

from typing import Annotated

import typer

from handrail.cli.output import AsJson, print_data


def sdk(
    *,
    url: Annotated[str, typer.Option(help="Self-hosted URL.")] = "https://guides.example.com",
    key: Annotated[str, typer.Option(help="Key of the application.")] = "KEY",
    trust: Annotated[str, typer.Option(help="Trust anchor.")] = "TRUST",
    http: Annotated[
        bool, typer.Option("--http", help="The build for plain-http pages; taken by itself where --url is plain http.")
    ] = False,
    power: Annotated[bool, typer.Option("--power", help="The build with Power Mode, for staging only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print script tag, SRI hash and CSP line, offline."""
    from html import escape
    from urllib.parse import urlsplit

    from handrail.package.errors import SdkNotBuiltError
    from handrail.package.plain_http import PLAIN_HTTP_BUILD, is_plain_http
    from handrail.package.sdk_files import built_sdk, read_built, sri_of

    name = "handrail-power.js" if power else "handrail.js"
    if http or is_plain_http(url):
        name = PLAIN_HTTP_BUILD
        if power:
            typer.echo(f"Power Mode does not run on plain http: this is {name}, without it.", err=True)
    file = next((each for each in built_sdk() if each.name == name), None)
    if file is None:
        raise SdkNotBuiltError(name=name)
    sri = sri_of(read_built(file))
    base = url.rstrip("/")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    attributes = f'data-key="{escape(key)}" data-trust="{escape(trust)}" data-self-hosted-url="{escape(base)}"'
    tag = f'<script src="{escape(base)}/{file.path}" integrity="{sri}" crossorigin="anonymous" {attributes}></script>'
    csp = f"script-src '{sri}'; connect-src {origin}"
    if as_json:
        print_data(
            {"version": file.version, "path": file.path, "sha256": file.sha256, "sri": sri, "tag": tag, "csp": csp}
        )
        return
    typer.echo(
        f"SDK {file.version}, SHA-256 {file.sha256}\n\nScript tag:\n{tag}\n\nAdd to the Content-Security-Policy:\n{csp}"
    )
