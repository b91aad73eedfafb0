"""What was approved on this machine: the last release per application and environment, with its readable form."""

import os
from dataclasses import dataclass
from pathlib import Path

from handrail.package.candidate import Readable, read_readable
from handrail.package.errors import PackageError
from handrail.package.roles import Root

_PARTS = ("release.json", "source.json", "overlay.json")


@dataclass(frozen=True)
class ApprovalStore:
    """A folder of one's own, mode 0700.

    Attributes:
        folder: where it lies, e.g. ``~/.local/state/handrail``.
    """

    folder: Path

    def last(self, application: str, environment: str, root: Root) -> Readable | None:
        """What was approved here last; None when nothing was, or it does not verify under this root any more."""
        place = self._place(application, environment)
        try:
            release, source, overlay = ((place / name).read_bytes() for name in _PARTS)
            return read_readable(release, source, overlay, root)
        except (OSError, PackageError):
            return None

    def keep(self, approved: Readable) -> None:
        """Remember it as the last one approved."""
        place = self._place(approved.release.application, approved.release.environment)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, data in zip(_PARTS, (approved.envelope.to_bytes(), approved.source, approved.overlay), strict=True):
            handle = os.open(place / f".{name}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            (place / f".{name}.new").replace(place / name)

    def _place(self, application: str, environment: str) -> Path:
        # Both names were read from a verified release: letters, digits and dashes only.
        return self.folder / "approved" / application / environment
