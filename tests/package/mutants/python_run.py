"""Changes the Python verifier, or the reader of packages, in every way, one at a time; says what no check noticed.

``python -m package.mutants.python_run channel|packages [STEP]`` tries all changes, or every STEPth, and prints
``{"tried": ["module.name: …"], "survivors": […]}``.
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
    "brought": {"boots_to_bring"},
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


def survivors(part: str, step: int = 1) -> tuple[list[str], list[str]]:
    """The changes that were tried, and those that nothing noticed."""
    names, all_checks = PARTS[part]
    checks = all_checks()
    failure = first_failure(fresh.original(), checks)
    assert failure is None, f"as it is: {failure}"
    tried, left = [], []
    for name, change in list(changes(names))[::step]:
        tried.append(f"{name}.{change.name}")
        try:
            noticed = first_failure(fresh.changed(name, change.compiled()), checks)
        except Exception as error:
            noticed = repr(error)
        if noticed is None:
            left.append(tried[-1])
    return tried, left


if __name__ == "__main__":
    made, unnoticed = survivors(sys.argv[1], *map(int, sys.argv[2:]))
    print(json.dumps({"tried": made, "survivors": unnoticed}, ensure_ascii=False))
