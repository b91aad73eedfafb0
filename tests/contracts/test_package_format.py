"""``docs/reference/package-format.md`` says what a further implementation needs of codes, limits and forms."""

import inspect
import re
from pathlib import Path

import pytest

from handrail.package import archive, canonical, envelope, errors, fields, keys, roles, tree, verify

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/package-format.md").read_text("utf-8")
FLAT = " ".join(PAGE.split())


def first_cells(title: str) -> list[str]:
    """What stands in backquotes in the first column of a section's tables."""
    found = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no section {title}"
    return re.findall(r"^\| `([^`]+)` \|", found[1], re.MULTILINE)


def codes(prefix: str) -> set[str]:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.PackageError)]
    return {each.code for each in classes if each.code.startswith(prefix)}


def typescript_codes() -> set[str]:
    source = (ROOT / "sdk/src/transport/VerifyError.ts").read_text("utf-8")
    union = re.search(r"^type Reason =\n((?:  \| '[a-z-]+'\n)+)", source, re.MULTILINE)
    assert union is not None
    return {f"package.{name}" for name in re.findall(r"'([a-z-]+)'", union[1])}


def test_every_refusal_is_explained_once_and_none_is_invented() -> None:
    explained = first_cells("Refusals")
    assert len(set(explained)) == len(explained)
    assert set(explained) == codes("package.")
    assert set(first_cells("Candidate and approval")) == codes("candidate.")


def test_what_both_verifiers_of_channel_files_refuse_with_is_marked() -> None:
    marked = set(re.findall(r"^\| `(package\.[a-z-]+)` \| channel", PAGE, re.MULTILINE))
    assert len(marked) == 16
    assert marked == typescript_codes()


def test_every_refusal_has_its_place_in_the_order() -> None:
    for title, wanted in (
        ("Verifying a channel file", typescript_codes()),
        ("Verifying a package", {code for code in codes("package.") if code.startswith("package.file")}),
    ):
        found = re.search(rf"^## {title}\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
        assert found is not None
        # Keys and roles are looked at when a root is parsed: the section on roots says in which order.
        aside = {"package.key-invalid", "package.roles-overlap"}
        assert wanted - aside - set(re.findall(r"`(package\.[a-z-]+)`", found[1])) == set()


LIMITS = {
    "channel file": verify.CHANNEL_LIMIT,
    "root": envelope.LIMITS[envelope.ROOT_TYPE],
    "release": envelope.LIMITS[envelope.RELEASE_TYPE],
    "pointer": envelope.LIMITS[envelope.POINTER_TYPE],
    "roots": verify.MOST_ROOTS,
    "signatures": envelope.MOST_SIGNATURES,
    "keys": roles.MOST_KEYS,
    "environments": roles.MOST_ENVIRONMENTS,
    "stopped": roles.MOST_OFF,
    "manifest": tree.MANIFEST_LIMIT,
    "files": tree.MOST_FILES,
    "zip": archive.PACKAGE_LIMIT,
    "entries": archive.MOST_ENTRIES,
    "whole number": canonical.LARGEST,
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_stands_in_the_table_of_limits(name: str) -> None:
    found = re.search(r"^## Limits\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    rows = [row for row in found[1].splitlines() if re.search(rf"\b{name}\b", row)]
    written = f"{LIMITS[name]:,}".replace(",", " ")
    assert any(re.search(rf"(?<![\d ]){written}(?! ?\d)|[ ,]{written}(?! \d{{3}})", row) for row in rows), rows


@pytest.mark.parametrize("form", ["APPLICATION", "ENVIRONMENT", "LOCALE_TAG", "CAMPAIGN", "SDK_VERSION"])
def test_a_form_stands_in_the_table_of_forms_as_it_is_in_the_code(form: str) -> None:
    alternatives = getattr(fields, form).pattern.split("|")
    assert [each for each in alternatives if f"`{each}`" not in FLAT] == []


def test_the_names_of_the_types_and_the_weak_keys_are_there() -> None:
    for kind in ("root", "release", "pointer"):
        assert kind in envelope.WHAT[f"application/vnd.handrail.{kind}.v1+json"]
    assert "application/vnd.handrail.root.v1+json" in PAGE
    weak = {int.from_bytes(bytes.fromhex(each), "little") for each in re.findall(r"`([0-9a-f]{64})`", PAGE)}
    assert len(weak) == 2
    for y in (*weak, 0, 1, 2**255 - 20):
        with pytest.raises(errors.KeyInvalidError):
            keys.PublicKey("Ed25519", y.to_bytes(32, "little"))
