"""What differs between two packages or trees, file by file. What it means in words is ``handrail.compile``'s."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.package.verify import sha256_hex


@dataclass(frozen=True)
class FileChange:
    """One file; sizes in bytes, None where it is absent."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class FileDiff:
    """Files by name; unchanged ones are counted only."""

    added: tuple[FileChange, ...]
    removed: tuple[FileChange, ...]
    changed: tuple[FileChange, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether both are the same."""
        return not (self.added or self.removed or self.changed)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        groups = {"added": self.added, "removed": self.removed, "changed": self.changed}
        shown = {
            key: [{"name": c.name, "before": c.before, "after": c.after} for c in group]
            for key, group in groups.items()
        }
        return {**shown, "unchanged": self.unchanged}


def diff_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> FileDiff:
    """Compare two sets of files by their bytes."""
    both = sorted(before.keys() & after.keys())
    changed = [name for name in both if sha256_hex(before[name]) != sha256_hex(after[name])]
    return FileDiff(
        added=tuple(FileChange(n, None, len(after[n])) for n in sorted(after.keys() - before.keys())),
        removed=tuple(FileChange(n, len(before[n]), None) for n in sorted(before.keys() - after.keys())),
        changed=tuple(FileChange(n, len(before[n]), len(after[n])) for n in changed),
        unchanged=len(both) - len(changed),
    )
