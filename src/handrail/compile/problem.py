"""One finding of a check, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from handrail.compile.wording import Said, Speech, knows, printable, say

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """Something wrong (``error``: it may not be published) or unwise (``warning``)."""

    severity: Severity
    code: str
    """Stable name, e.g. ``reference.broken``; its sentence is ``problem.<code>`` in ``wording.json``."""
    where: str
    """``campaigns/welcome.yaml: content.blocks.0.text``, as in content as code."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Values for the sentence, as the author wrote them."""


def problem_in_words(problem: Problem, language: Speech = "en") -> str:
    """What is wrong and what to do, without the place."""
    places: dict[str, str] = {}
    for name, value in problem.params.items():
        key = f"kind.{value}" if name == "kind" else f"language.{value}"
        named = name in ("kind", "language") and knows(key)
        places[name] = say(key) if named else Said(printable(value))
    return say(f"problem.{problem.code}", **places).in_(language)
