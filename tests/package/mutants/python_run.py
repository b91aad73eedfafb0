"""Changes the Python verifier in every way, one at a time, and says which changes no check noticed.

``python -m package.mutants.python_run [STEP] [FIRST]`` prints ``{"changes": n, "survivors": ["module.function: …"]}``.
"""

import json
import sys
from collections.abc import Iterator

from package.mutants import fresh
from package.mutants.python_changes import Change, changes_of
from package.mutants.python_checks import all_checks, first_failure

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
}
"""What writes or belongs to other verifiers (content blobs): nothing here decides about trust in a channel file."""


def changes() -> Iterator[tuple[str, Change]]:
    """Module and change, all of them."""
    for name in fresh.NAMES:
        for change in changes_of(fresh.source(name), frozenset(LEFT_OUT[name])):
            yield name, change


def survivors(step: int = 1, first: int = 0) -> tuple[int, list[str]]:
    """How many changes were made, and those that nothing noticed."""
    checks = all_checks()
    whole = fresh.original()
    assert first_failure(whole, checks) is None, "the verifier as it is"
    count, left = 0, []
    for name, change in list(changes())[first::step]:
        count += 1
        try:
            with fresh.changed(name, change.compiled()) as modules:
                noticed = first_failure(modules, checks)
        except Exception as error:
            noticed = repr(error)
        if noticed is None:
            left.append(f"{name}.{change.name}")
    return count, left


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    made, unnoticed = survivors(*given)
    print(json.dumps({"changes": made, "survivors": unnoticed}, ensure_ascii=False))
