"""``docs/security/tuf.md`` has every attack of TUF and every case of its suite, and names only what exists."""

import json
import re
from pathlib import Path

from contracts.test_threat_model import problem

ROOT = Path(__file__).parents[2]
ATTACKS = ROOT / "tests/golden/attacks"
PAGE = (ROOT / "docs/security/tuf.md").read_text("utf-8")
SPECIFICATION = [
    "Arbitrary installation", "Endless data", "Extraneous dependencies", "Fast-forward", "Indefinite freeze",
    "Malicious mirrors preventing updates", "Mix-and-match", "Rollback", "Key compromise", "Wrong software",
]  # fmt: skip
"""The ten of the specification, section "Goals to protect against specific attacks"."""
SUITE = [
    "test_basic_refresh_requests", "test_basic_refresh_trusted_data", "test_implicit_refresh",
    "test_invalid_initial_root", "test_unsigned_initial_root", "test_unsigned_metadata",
    "test_url_and_metadata_version_mismatch", "test_timestamp_content_changes", "test_basic_metadata_hash_support",
    "test_metadata_bytes_match", "test_custom_fields", "test_deprecated_keyid_hash_algorithms", "test_timestamp_404",
    "test_snapshot_404", "test_targets_404", "test_incorrect_metadata_type", "test_faketime", "test_root_expired",
    "test_timestamp_expired", "test_snapshot_expired", "test_targets_expired", "test_expired_metadata",
    "test_delegated_targets_expired", "test_expired_local_delegated_targets",
    "test_expired_local_delegated_targets_updates", "test_simple_snapshot_rollback",
    "test_new_timestamp_version_rollback", "test_snapshot_rollback", "test_targets_rollback",
    "test_new_timestamp_fast_forward_recovery", "test_new_snapshot_fast_forward_recovery",
    "test_new_targets_fast_forward_recovery", "test_new_snapshot_version_mismatch",
    "test_snapshot_does_not_meet_threshold", "test_snapshot_has_too_few_keys", "test_duplicate_keys",
    "test_duplicate_sig_keyids", "test_keytype_and_scheme", "test_invalid_sig_in_valid_metadata",
    "test_client_downloads_expected_file", "test_client_downloads_expected_file_in_sub_dir",
    "test_repository_substitutes_target_file", "test_multiple_changes_to_target",
    "test_download_with_hash_algorithms", "test_download_with_unknown_hash_algorithm", "test_unusual_role_name",
    "test_graph_traversal", "test_targetfile_search", "test_cached_role_is_verified_against_current_delegator",
    "test_static_repository",
]  # fmt: skip
"""Functions of the suite; its root rotations (15) and other rotations (10) are counted by their names."""
_ROW = re.compile(r"^\| (?!-)(.+?) \|$", re.MULTILINE)
_QUOTED = re.compile(r"`([^`]+)`")
FILES = {path.stem: {case["name"] for case in json.loads(path.read_text())} for path in ATTACKS.glob("*.json")}


def rows(title: str) -> list[list[str]]:
    """The rows of all tables of the sections whose title begins so, as cells."""
    sections = re.findall(rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return [row.split(" | ") for section in sections for row in _ROW.findall(section)]


def references() -> list[str]:
    """Everything that the page names as covering something; a name may be broken over two lines."""
    quoted = [" ".join(each.split()) for each in _QUOTED.findall(PAGE)]
    return [
        each
        for each in quoted
        if ("#" in each[1:] and each.split("#")[0] in FILES) or each.startswith(("tests/", "sdk/"))
    ]


def test_every_attack_of_the_specification_has_a_row_with_a_vector_or_a_test() -> None:
    found = {row[0]: row[-1] for row in rows("Attacks of the specification")}
    assert set(found) - {"Attack"} == set(SPECIFICATION)
    assert [name for name in SPECIFICATION if not _QUOTED.findall(found[name])] == []


def test_every_case_of_the_suite_has_a_row() -> None:
    found = [row for row in rows("Conformance suite") if row[0] != "Case"]
    named = [name for row in found for name in _QUOTED.findall(row[0])[:1]]
    assert [name for name in SUITE if name not in named] == []
    assert len([name for name in named if re.match(r"[123]-of-", name)]) == 15 + 10
    uncovered = [row for row in found if not _QUOTED.findall(row[-1]) and row[-1] != "none"]
    assert uncovered == []
    assert [row[0] for row in found if row[-1] == "none" and "no delegation" not in row[1]] == []


def test_what_it_names_exists() -> None:
    found = references()
    assert len(found) > 100
    wrong = []
    for each in found:
        if each.startswith(("tests/", "sdk/")):
            wrong += [each] if "*" not in each and problem(each) else []
            continue
        stem, _, name = each.partition("#")
        wrong += [each] if name not in FILES[stem] else []
    assert wrong == []


def test_other_roles_have_the_rotations_of_the_pointer() -> None:
    names = {name for name in FILES["rotations"] if name.startswith("pointer: ")}
    assert len(names) == 10
    assert {name.replace("pointer: ", f"{role}: ") for name in names for role in ("author", "approve")} <= FILES[
        "rotations"
    ]


def test_every_file_of_cases_is_named() -> None:
    named = {each.partition("#")[0] for each in references()}
    assert set(FILES) <= named
