"""What the next root changes, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.applications.models import Application
from handrail.package.roles import KeySet, Root
from handrail.package.rotation import Seat, seats_of


def names_of(application: Application) -> dict[str, str]:
    """Key id → who holds it, of every key that ever was enrolled or held here."""
    return {each.key_id: each.holder_name or _("this console") for each in application.keys.all()}


def changes_of(current: Root, following: Root, names: Mapping[str, str]) -> list[str]:
    """One sentence a change; empty when only the time of expiry is new."""
    before, after = seats_of(current), seats_of(following)
    lines = [
        _("The environment {name} is added.").format(name=name)
        for name in sorted(set(following.environments) - set(current.environments))
    ]
    for seat in sorted({*before, *after}, key=str):
        lines += _of_seat(seat, before.get(seat), after.get(seat), names)
    return [each[:1].upper() + each[1:] for each in lines]


def seat_in_words(seat: Seat) -> str:
    """What the keys of a seat sign."""
    words = {
        "root": _("the list of keys (root)"),
        "author": _("releases (author)"),
        "approve": _("approvals of {name}"),
        "pointer": _("what is live in {name}"),
    }
    return words[seat.role].format(name=seat.environment)


def _of_seat(seat: Seat, before: KeySet | None, after: KeySet | None, names: Mapping[str, str]) -> list[str]:
    what = seat_in_words(seat)
    if after is None:
        return [_("{what}: no signature is asked for any more.").format(what=what)]
    old = set(before.keyids) if before is not None else set()
    lines = [
        text.format(what=what, who=names.get(keyid, _("nobody known here")), keyid=keyid[:16])
        for text, keyids in (
            (_("{what}: {who} may sign from now on ({keyid}…)."), set(after.keyids) - old),
            (_("{what}: {who} may sign no longer ({keyid}…)."), old - set(after.keyids)),
        )
        for keyid in sorted(keyids)
    ]
    if before is None or before.threshold != after.threshold:
        text = ngettext(
            "{what}: {count} signature is needed.", "{what}: {count} signatures are needed.", after.threshold
        )
        lines.append(text.format(what=what, count=after.threshold))
    return lines
