"""Sample Bank's pages: one frame, one file per page, one catalogue per language, no template engine.

A page file holds ``{t:name}`` (a text of the catalogue), ``{icon:name}`` and ``{name}`` (a part computed here).
Everything is HTML written in this project, so texts are escaped and parts are not.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from handrail.demo.bank.icons import ICONS
from handrail.demo.bank.ledger import ACCOUNTS, PAYMENTS, Payment, day, money
from handrail.demo.snippet import Snippet

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "de", "ar")
RIGHT_TO_LEFT: Final = {"ar"}
SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts": (),
    "transfer": ("transfer.js",),
    "done": ("receipt.js",),
    "payments": ("payments.js",),
    "cards": ("cards.js",),
    "profile": ("profile.js",),
    "missing": (),
}
"""The own scripts of each page, in order."""

_HOLE = re.compile(r"\{([a-z][a-z0-9:.-]*)\}")


@cache
def texts(language: str) -> Mapping[str, str]:
    """The catalogue of a language: name → text."""
    catalogue: dict[str, str] = json.loads((HERE / "texts" / f"{language}.json").read_text("utf-8"))
    return catalogue


@cache
def integrity(script: str) -> str:
    """The SRI value of one of the bank's own scripts."""
    digest = hashlib.sha384((HERE / "assets" / script).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def policy(page: str, snippet: Snippet | None) -> str:
    """The Content-Security-Policy of a page: its own scripts, the SDK, hosts of content and collector."""
    hashes = [integrity(name) for name in SCRIPTS[page]]
    connect, media = ["'self'"], "'none'"
    if snippet is not None:
        hashes.append(snippet.integrity)
        media = _origin(snippet.self_hosted_url)
        connect += [_origin(address) for address in (snippet.self_hosted_url, snippet.collector) if address]
    sources = " ".join(f"'{value}'" for value in hashes) or "'none'"
    return (
        f"default-src 'none'; script-src {sources}; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"connect-src {' '.join(connect)}; media-src {media}; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def render(page: str, language: str, path: str, environment: str, snippet: Snippet | None) -> bytes:
    """A whole page as UTF-8 HTML.

    Args:
        page: a name of ``SCRIPTS``.
        language: one of ``LANGUAGES``.
        path: the request's path, to come back to after a change of language.
        environment: shown in the footer where it is not production.
        snippet: the two lines of the snippet; without them the page runs without guidance.
    """
    scripts = "\n".join(
        f'<script src="/assets/{name}" integrity="{integrity(name)}" defer></script>' for name in SCRIPTS[page]
    )
    parts = {
        "language": language,
        "direction": _direction(language),
        "title": escape(texts(language)[f"title.{page}"]),
        "scripts": scripts,
        "snippet": snippet.html(language) if snippet else "",
        "path": escape(path),
        "page": page,
        "environment": escape(texts(language).get(f"environment.{environment}", environment)),
        "content": _fill((HERE / "pages" / f"{page}.html").read_text("utf-8"), language, _parts(page, language)),
        **{f"pressed:{name}": "true" if name == language else "false" for name in LANGUAGES},
        **{f"current:{name}": "" for name in SCRIPTS},
        f"current:{'transfer' if page == 'done' else page}": 'aria-current="page"',
    }
    return _fill((HERE / "pages" / "frame.html").read_text("utf-8"), language, parts).encode()


def safety_policy() -> str:
    """The policy of the page about fraud: pages of the bank may frame it; its one style sheet, and nothing else."""
    style = _safety().partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def render_safety(language: str) -> bytes:
    """The page about fraud, which guidance embeds: without head and menu, without a script, all in one file.

    A frame of guidance has no origin, so that style sheets and fonts of the bank would be refused to it.
    """
    parts = {"language": language, "direction": _direction(language)}
    return _fill(_safety(), language, parts).encode()


@cache
def _safety() -> str:
    return (HERE / "pages" / "safety.html").read_text("utf-8")


def _direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def _fill(template: str, language: str, parts: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("t:"):
            return escape(texts(language)[name[2:]])
        if name.startswith("icon:"):
            return ICONS[name[5:]]
        return parts[name]

    return _HOLE.sub(one, template)


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _parts(page: str, language: str) -> Mapping[str, str]:
    """What a page shows of the ledger."""
    words = texts(language)
    if page == "accounts":
        return {
            "total": money(sum(a.balance for a in ACCOUNTS), language),
            "accounts": "".join(_account(i, language) for i in range(len(ACCOUNTS))),
            "recent": "".join(_recent(p, language) for p in PAYMENTS[:7]),
            "spending": _spending(language),
        }
    if page == "transfer":
        options = (
            f'<option value="{a.key}" data-cents="{a.balance}">'
            f"{escape(words[f'account.{a.key}'])} · {money(a.balance, language)}</option>"
            for a in ACCOUNTS
        )
        return {"account-options": "".join(options), "amount-example": "25,00" if language == "de" else "25.00"}
    if page == "payments":
        kinds = sorted({p.category for p in PAYMENTS}, key=lambda kind: words[f"category.{kind}"])
        return {
            "rows": "".join(_row(p, language) for p in PAYMENTS),
            "category-options": "".join(
                f'<option value="{kind}">{escape(words[f"category.{kind}"])}</option>' for kind in kinds
            ),
        }
    return {"credit-used": money(38_290, language)} if page == "cards" else {}


def _account(index: int, language: str) -> str:
    account, name = ACCOUNTS[index], escape(texts(language)[f"account.{ACCOUNTS[index].key}"])
    return (
        f'<li class="panel account account-{account.key}"><a href="/payments"><span class="account-icon">'
        f"{ICONS[account.key]}</span><span class='account-name'>{name}<small dir='ltr'>{account.iban}</small></span>"
        f"<strong>{money(account.balance, language)}</strong></a></li>"
    )


def _recent(payment: Payment, language: str) -> str:
    kind = "in" if payment.amount > 0 else "out"
    return (
        f'<li><span class="dot dot-{payment.category}" aria-hidden="true">{escape(payment.payee[0])}</span>'
        f"<span>{escape(payment.payee)}<small>{_day(payment, language)}</small></span>"
        f'<strong class="{kind}">{money(payment.amount, language, sign=True)}</strong></li>'
    )


def _row(payment: Payment, language: str) -> str:
    kind = "in" if payment.amount > 0 else "out"
    return (
        f'<tr data-days="{payment.days}" data-category="{payment.category}" data-cents="{payment.amount}">'
        f'<td class="when">{_day(payment, language)}</td>'
        f'<th scope="row"><span>{escape(payment.payee)}</span><small>{escape(payment.reference)}</small></th>'
        f'<td class="kind"><span class="tag">{escape(texts(language)[f"category.{payment.category}"])}</span></td>'
        f'<td class="number {kind}">{money(payment.amount, language, sign=True)}</td></tr>'
    )


def _spending(language: str) -> str:
    sums: dict[str, int] = {}
    for payment in PAYMENTS:
        if payment.amount < 0:
            sums[payment.category] = sums.get(payment.category, 0) - payment.amount
    most = max(sums.values())
    bars = sorted(sums.items(), key=lambda item: -item[1])
    return "".join(
        f'<div><label for="spent-{kind}">{escape(texts(language)[f"category.{kind}"])}</label>'
        f'<meter id="spent-{kind}" min="0" max="{most}" value="{spent}"></meter>'
        f"<span>{money(spent, language)}</span></div>"
        for kind, spent in bars
    )


def _day(payment: Payment, language: str) -> str:
    return day(payment.days, language, datetime.now(UTC).date())
