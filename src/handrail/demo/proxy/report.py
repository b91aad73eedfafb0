"""The page at ``/.handrail/``: what this trial is, what was adapted, what it could not carry."""

from html import escape
from typing import Final

from handrail.demo.http import Header, Response
from handrail.demo.proxy.address import Address
from handrail.demo.proxy.notes import LANGUAGES, Note, Notes, texts

_POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_NEVER: Final = ("never.hosts", "never.scripts", "never.worker", "never.signin", "never.others")


def report_page(address: Address, notes: Notes, console: str | None, accept_language: str) -> Response:
    """The whole page in the reader's language."""
    first = accept_language.strip()[:2].lower()
    language = first if first in LANGUAGES else LANGUAGES[0]
    words = {name: escape(text) for name, text in texts(language).items()}
    lost = _list([n for n in notes.counts if not n.carried], notes, language) or f"<p>{words['nothing-lost']}</p>"
    adapted = _list([n for n in notes.counts if n.carried], notes, language) or f"<p>{words['nothing-adapted']}</p>"
    link = f'<p><a href="{escape(console)}">{words["open-console"]}</a></p>' if console else ""
    html = f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{words["title"]}</title><link rel="stylesheet" href="/.handrail/report.css"></head>
<body><main><h1>{words["title"]}</h1>
<p>{words["intro"].replace("{origin}", f"<strong>{escape(address.origin)}</strong>")}</p>
<p><a href="{escape(address.start)}">{words["open-app"]}</a></p>{link}
<h2>{words["lost"]}</h2>{lost}
<h2>{words["adapted"]}</h2>{adapted}
<h2>{words["never"]}</h2><ul>{"".join(f"<li>{words[name]}</li>" for name in _NEVER)}</ul>
</main></body></html>
"""
    headers: tuple[Header, ...] = (
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", _POLICY),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    )
    return Response(200, headers, html.encode())


def _list(kinds: list[Note], notes: Notes, language: str) -> str:
    if not kinds:
        return ""
    items = "".join(f"<li>{escape(n.sentence(language))} <small>× {notes.counts[n]}</small></li>" for n in kinds)
    return f"<ul>{items}</ul>"
