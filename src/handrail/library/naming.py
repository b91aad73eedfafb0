"""Ids made from what a person typed."""

import re
import unicodedata

from handrail.applications.models import Application
from handrail.library.kinds import Kind
from handrail.library.models import Document

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"})


def slug_from(text: str, otherwise: str = "item") -> str:
    """A stable id such as ``first-transfer`` from a title in any language."""
    spelled = unicodedata.normalize("NFKD", text.lower().translate(_SPELLED))
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in spelled if not unicodedata.combining(c))).strip("-")
    plain = re.sub(r"^[^a-z]+", "", plain)
    return plain[:56].rstrip("-") or otherwise


def free_name(application: Application, kind: Kind, text: str) -> str:
    """The id for ``text`` that no document of this kind has, archived ones included."""
    wanted = slug_from(text, kind.name.lower())
    taken = set(
        Document.objects.filter(application=application, kind=kind.name, name__startswith=wanted).values_list(
            "name", flat=True
        )
    )
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
