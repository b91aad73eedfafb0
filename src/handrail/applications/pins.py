"""Which pages pin which trust anchor: a revocation is complete only when every page pins the newest root."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from handrail.accounts.audit import record
from handrail.accounts.models import User
from handrail.applications.access import Actor, Role, Scope, require
from handrail.applications.checks import checked_page_address
from handrail.applications.models import Application, ConnectionReport, Environment, PinSeen
from handrail.applications.pinned_fetch import FetchFailedError, fetch
from handrail.applications.signing import trust
from handrail.errors import HandrailError, InvalidInputError
from handrail.settings import console_settings

PAGE_LIMIT = 2_000_000
MOST_PAGES = 200
"""Pages kept per environment; the pages of an application are usually made from one template."""

_ANCHOR = re.compile(r"(?<![0-9A-Za-z_.-])([1-9][0-9]{0,5}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")
"""A trust anchor as it stands in a script tag or a call of ``start``."""


class NoPinError(HandrailError):
    """The page does not name a trust anchor, at least not in its HTML."""

    code = "pins.none"
    sentence = "{page} was read, but no trust anchor stands in it. Nothing was noted; scripts may set it later."


@dataclass(frozen=True)
class Pin:
    """One page of an environment and what it pins.

    Attributes:
        environment: where it belongs.
        page: its address; empty for the snippet that was handed out, of which nobody has said that it is in the pages.
        version: of the root that it pins; 0 when unknown.
        newest: whether that is today's anchor.
        at: when it was seen or handed out; None when that was not noted.
        source: who saw it; empty for the snippet.
    """

    environment: Environment
    page: str
    version: int
    newest: bool
    at: datetime | None
    source: str


def pins_of(application: Application) -> list[Pin]:
    """What is known of the pages of every environment, those that lag behind first. The caller checked the role."""
    now = trust(application)
    found: list[Pin] = []
    for environment in application.environments.all():
        seen = [
            Pin(environment, each.page, _version(each.trust), each.trust == now, each.at, each.source)
            for each in environment.pins.all()
        ]
        handed = str(environment.handed_out.get("trust", ""))
        if handed:
            seen.append(Pin(environment, "", _version(handed), handed == now, None, ""))
        found += seen
    return sorted(found, key=lambda pin: (pin.newest, pin.environment.position, pin.page))


def _version(anchor: str) -> int:
    head = anchor.partition(".")[0]
    return int(head) if head.isdigit() else 0


def record_pins(*, actor: Actor, environment: Environment, pins: dict[str, str], source: str) -> None:
    """Keep what pages were seen to pin.

    Args:
        actor: a token with ``reports:write``, an administrator or a publisher.
        environment: whose pages.
        pins: address of a page → anchor that stands in it.
        source: ``watch``, ``outside`` or ``power``.

    Raises:
        InvalidInputError: an anchor or an address is malformed, or there are too many pages.
    """
    require(actor, Role.ADMINISTRATOR, Role.PUBLISHER, environment=environment, scope=Scope.REPORTS_WRITE)
    now = timezone.now()
    with transaction.atomic():
        for address, anchor in pins.items():
            page = checked_page_address(address)
            if not _ANCHOR.fullmatch(anchor) or not page:
                what = "a pin is a page and the trust anchor in it"
                raise InvalidInputError(summary=what, problems=[{"where": "pins", "what": what}])
            before = environment.pins.filter(page=page).first()
            if before is None and environment.pins.count() >= MOST_PAGES:
                what = f"{MOST_PAGES} pages are the limit"
                raise InvalidInputError(summary=what, problems=[{"where": "pins", "what": what}])
            values = {"trust": anchor, "at": now, "source": ConnectionReport.Source(source)}
            PinSeen.objects.update_or_create(environment=environment, page=page, defaults=values)
            if before is None or before.trust != anchor:
                details = {"page": page, "trust": anchor, "source": source}
                record(actor, "pin.seen", environment.name, details, environment.application)


def look_at_page(*, actor: User, environment: Environment, page: str = "") -> str:
    """Read one page of the application from outside and note the anchor that stands in its HTML.

    Args:
        actor: administrator or publisher.
        environment: whose page.
        page: its address, of the environment's own pages' origin; absent: the environment's page.

    Returns:
        The anchor.

    Raises:
        NoPinError: the page was read, but names none.
        FetchRefusedError, FetchFailedError: it cannot be read from here.
        InvalidInputError: no address, or one of another origin.
    """
    require(actor, Role.ADMINISTRATOR, Role.PUBLISHER, environment=environment)
    address = checked_page_address(page or environment.page_url)
    if not address or not environment.page_origin or not (address + "/").startswith(environment.page_origin + "/"):
        what = "give an address of this environment's own pages"
        raise InvalidInputError(summary=what, problems=[{"where": "page", "what": what}])
    answer = fetch(address, console_settings(), limit=PAGE_LIMIT)
    if answer.status != 200:
        reason = f"it answers with status {answer.status}"
        raise FetchFailedError(url=address, reason=reason, kind="status", status=answer.status)
    found = _ANCHOR.search(answer.body.decode("utf-8", "replace"))
    if found is None:
        raise NoPinError(page=address)
    record_pins(actor=actor, environment=environment, pins={address: found[1]}, source="outside")
    return found[1]
