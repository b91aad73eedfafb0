"""Names of things: what a reader calls the ids that rules and references hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.compile.wording import Said, knows, printable, quoted, say
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.survey import Survey
from handrail.schema.authored.walkthrough import Walkthrough


@dataclass(frozen=True)
class Names:
    """(kind, id) → name. Kinds: element, screen, segment, campaign, theme, media, step, page, language."""

    known: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: ApplicationContent | None) -> "Names":
        """The names that an application's content gives."""
        if content is None:
            return cls()
        known = {("language", each.name): each.display_name for each in content.languages}
        known |= {("element", each.id): each.name for each in content.elements}
        known |= {("screen", each.id): each.name for each in content.screens}
        known |= {("segment", each.id): each.name for each in content.segments}
        known |= {("theme", each.id): each.name for each in content.themes}
        known |= {("media", each.sha256): f"{each.name}.{each.extension}" for each in content.media}
        for campaign in content.campaigns:
            known["campaign", campaign.id] = campaign.name
            if isinstance(campaign.content, Walkthrough):
                for step in campaign.content.steps:
                    known["step", f"{campaign.id}/{step.id}"] = step.name or step.id
            elif isinstance(campaign.content, Survey):
                for page in campaign.content.pages:
                    known["page", f"{campaign.id}/{page.id}"] = page.name or page.id
        return cls(known)

    def quoted(self, kind: str, key: str) -> Said:
        """The thing's name in quotation marks, its id when it has none."""
        return quoted(self.known.get((kind, key), key))

    def language(self, tag: str) -> Said:
        """A language as readers call it, e.g. German; ``Portuguese (pt-br)``."""
        own = tag.split("-", maxsplit=1)[0]
        if knows(f"language.{own}"):
            name = say(f"language.{own}")
            return name if own == tag else say("withId", name=name, id=tag)
        shown = self.known.get(("language", tag))
        return Said(tag) if shown is None else say("withId", name=Said(printable(shown)), id=tag)
