"""From what stands on the command line to a target, its journal and its options."""

from dataclasses import dataclass, replace
from pathlib import Path

from handrail.cli.output import TrustMissingError
from handrail.deploy.config import NamedTarget, open_locations, resolve
from handrail.deploy.errors import ConfigError
from handrail.deploy.locations import Locations
from handrail.deploy.options import Options
from handrail.deploy.receipts import Receipts, default_state_folder


@dataclass(frozen=True)
class Place:
    """A target ready for use, and what is known of it.

    Attributes:
        named: as ``handrail.toml`` or the command has it.
        target: its locations, often one.
        receipts: its journal.
    """

    named: NamedTarget
    target: Locations
    receipts: Receipts

    def options(self, trust: str | None) -> Options:
        """Options of a deployment to it.

        Raises:
            TrustMissingError: neither the command nor ``handrail.toml`` names the anchor.
        """
        anchor = trust or self.named.trust
        if anchor is None:
            raise TrustMissingError
        return replace(self.options_without_trust(), trust=anchor)

    def options_without_trust(self) -> Options:
        """Options of a deed that makes nothing live, so that it needs no anchor."""
        return Options(
            trust="",
            receipts=self.receipts,
            application=self.named.application,
            environment=self.named.environment,
            url=self.named.url,
        )

    def needed(self, what: str, given: str | None) -> str:
        """A value that must be known, from the command or from ``handrail.toml``.

        Raises:
            ConfigError: it is not.
        """
        value = given or getattr(self.named, what)
        if not value:
            raise ConfigError(what=f"--{what}", reason="it is needed here; pass it, or set it in handrail.toml")
        return str(value)


def find_place(name: str, state: Path | None) -> Place:
    """A named target of the nearest ``handrail.toml``, or a path.

    Raises:
        ConfigError: see ``resolve`` and ``open_target``.
    """
    named = resolve(name, Path.cwd())
    target = open_locations(named)
    return Place(named, target, Receipts(state or default_state_folder(), target.journal))
