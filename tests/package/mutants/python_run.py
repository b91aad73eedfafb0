"""Changes the Python verifier, or the reader of packages, in every way, one at a time; says what no check noticed.

``python -m package.mutants.python_run channel|packages`` prints ``{"changes": n, "survivors": ["module.name: …"]}``.
"""

import json
import sys
from collections.abc import Iterator

from package.mutants import fresh, package_checks, python_checks
from package.mutants.python_changes import Change, changes_of
from package.mutants.python_checks import first_failure

LEFT_OUT = {
    "canonical": set(),
    "fields": {"_odd"},
    "keys": {"Signer", "SigningKey"},
    "envelope": {"Envelope.as_data", "Envelope.to_bytes", "Envelope.signed_by", "sign"},
    "roles": {
        f"{each}.{name}"
        for each in ("KeySet", "EnvironmentRoles", "FileRef", "Root", "Release", "Pointer")
        for name in ("as_data", "to_payload")
    },
    "trust": set(),
    "verify": set(),
    "unpointed": {"Unpointed.to_bytes", "unpointed_channel"},
    "archive": {"write_zip"},
    "sdk_files": {"SdkFile", "built_sdk", "read_built", "released_sdk", "known_sdk", "sri_of"},
    "tree": {"Manifest.to_bytes"},
    "assemble": {"Hint.to_bytes", "assemble_package", "_read_channel", "_named_blobs"},
    "opened": set(),
}
"""What writes, words or finds out what there is: nothing here decides whether to trust bytes."""

PARTS = {
    "channel": (fresh.CHANNEL, python_checks.all_checks),
    "packages": (fresh.PACKAGES, package_checks.all_checks),
}


def changes(names: tuple[str, ...]) -> Iterator[tuple[str, Change]]:
    """Module and change, all of them."""
    for name in names:
        for change in changes_of(fresh.source(name), frozenset(LEFT_OUT[name])):
            yield name, change


def survivors(part: str) -> tuple[int, list[str]]:
    """How many changes were made, and those that nothing noticed."""
    names, all_checks = PARTS[part]
    checks = all_checks()
    failure = first_failure(fresh.original(), checks)
    assert failure is None, f"as it is: {failure}"
    count, left = 0, []
    for name, change in changes(names):
        count += 1
        try:
            noticed = first_failure(fresh.changed(name, change.compiled()), checks)
        except Exception as error:
            noticed = repr(error)
        if noticed is None:
            left.append(f"{name}.{change.name}")
    return count, left


if __name__ == "__main__":
    made, unnoticed = survivors(sys.argv[1])
    print(json.dumps({"changes": made, "survivors": unnoticed}, ensure_ascii=False))
