"""What the trial changed on the way and what it could not carry, collected while pages go through."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "de")


@cache
def texts(language: str) -> Mapping[str, str]:
    """The proxy's own words: name → text; notes are ``note.<code>`` with ``{subject}``."""
    catalogue: dict[str, dict[str, str]] = json.loads((HERE / "assets" / "texts.json").read_text("utf-8"))
    return catalogue[language]


@dataclass(frozen=True)
class Note:
    """One kind of thing that was noticed.

    Attributes:
        code: stable name; its sentence is ``note.<code>`` in the catalogue.
        subject: what it is about (a host, a header, a path); never a value of a cookie or of a form.
    """

    code: str
    subject: str

    @property
    def carried(self) -> bool:
        """Whether it was only adapted (the application works as before) or could not be carried."""
        return self.code.startswith("adapted-")

    def sentence(self, language: str = "en") -> str:
        """The note in words."""
        return texts(language)[f"note.{self.code}"].replace("{subject}", self.subject)


@dataclass
class Notes:
    """Every note once, with how often it was met; ``on_new`` hears of each the first time."""

    on_new: Callable[[Note], None] | None = None
    counts: dict[Note, int] = field(default_factory=dict)
    limit: int = 200
    """Kinds of notes kept: a hostile application cannot fill the memory."""

    def add(self, code: str, subject: str) -> None:
        """Remember that it happened (again)."""
        note = Note(code, subject[:200])
        if note not in self.counts and len(self.counts) >= self.limit:
            return
        self.counts[note] = self.counts.get(note, 0) + 1
        if self.counts[note] == 1 and self.on_new is not None:
            self.on_new(note)
