"""Evidence of a release: who approved exactly what, and who holds which key. It names people and stays off web servers.

A zip of the format's strict subset: ``evidence.json`` (the index with a hash of every other file), ``release.json``
and ``roots.json`` (signed), ``source.json`` and ``overlay.json`` (what the approvers read), ``base/…`` (what it was
compared with), ``diff.en.txt`` and ``diff.de.txt``, ``approvals.json``, ``enrolments.json``, ``pointers.json`` and
``audit.jsonl``: the application's entries in full, every other entry by its hashes alone, so that the chain can be
walked without telling what happened elsewhere. No I/O here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from handrail.compile.diff import diff, in_words
from handrail.errors import HandrailError
from handrail.package.archive import read_zip, write_zip
from handrail.package.candidate import Readable, read_readable
from handrail.package.canonical import canonical, parse_canonical
from handrail.package.envelope import RELEASE_TYPE, ROOT_TYPE, parse_envelope, read_envelope
from handrail.package.fields import Fields, a_list
from handrail.package.roles import Release, Root
from handrail.package.verify import MOST_ROOTS, sha256_hex, verify_release, verify_root_chain

FORMAT = "handrail-evidence/1"
INDEX = "evidence.json"
GENESIS = "0" * 64
_NEEDED = ("release.json", "roots.json", "source.json", "overlay.json", "approvals.json", "enrolments.json")
_LINK = frozenset(("sequence", "previous_hash", "entry_hash"))
_SAID = frozenset(("at", "actor_kind", "actor_name", "action", "target", "application_key", "details"))


class EvidenceError(HandrailError):
    """The evidence does not hold together."""

    code = "evidence.refused"
    sentence = "This evidence was refused: {reason}. Nothing was written; fetch it again, and ask why it differs."


@dataclass(frozen=True)
class Evidence:
    """Evidence that holds together.

    Attributes:
        release: its payload.
        sha256: its identity.
        approvers: key id → who holds it, of those whose approval signature is valid under the newest root.
        author: key ids that signed as the author.
        entries: how many audit entries were walked, and how many of them stand there in full.
        head: hash of the newest audit entry, to be compared with one that was written down elsewhere.
        warnings: in words; nothing of it makes a signature wrong.
    """

    release: Release
    sha256: str
    approvers: Mapping[str, str]
    author: tuple[str, ...]
    entries: tuple[int, int]
    head: str
    warnings: tuple[str, ...]


def build_evidence(files: Mapping[str, bytes], index: Mapping[str, object]) -> bytes:
    """The zip: the files and an index of their hashes."""
    listed = {name: sha256_hex(data) for name, data in sorted(files.items())}
    return write_zip({**files, INDEX: canonical({**index, "files": listed, "format": FORMAT})})


def difference_text(base: Readable | None, shown: Readable, language: Literal["en", "de"]) -> bytes:
    """The readable difference, one sentence a line, what an approver must see first marked with ``!``."""
    changes = diff(
        base.content if base else None,
        shown.content,
        base.overlay_model if base else None,
        shown.overlay_model,
    )
    lines = [f"{'!' if each.weight == 'first' else '-'} {in_words(each, language)}" for each in changes]
    return ("\n".join(lines) + "\n").encode()


def verify_evidence(data: bytes, *, trust: str) -> Evidence:
    """Whether evidence holds together: hashes, signatures, source, statements, holders, and the chain of the audit log.

    Args:
        data: the zip.
        trust: an anchor of the application, from a page's snippet.

    Raises:
        EvidenceError: something does not fit.
        PackageError: a root or the release does not verify, or a file is malformed.
    """
    try:
        return _verified(_checked_files(data), trust)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        # Statements, holders and the log are unsigned JSON, so that a liar gives them any form.
        raise EvidenceError(reason="a file in it is not of its form") from error


def _verified(files: Mapping[str, bytes], trust: str) -> Evidence:
    roots = Fields(parse_canonical(files["roots.json"], "the root chain"), "the root chain", ("roots",))
    chain = tuple(parse_envelope(each, ROOT_TYPE) for each in a_list(roots.raw("roots"), "the root chain", MOST_ROOTS))
    root = verify_root_chain(chain, trust)[-1]
    envelope = read_envelope(files["release.json"], RELEASE_TYPE)
    environment = Release.from_payload(envelope.payload).environment
    if environment not in root.environments:
        raise EvidenceError(reason=f"the root does not name {environment}")
    release, author, approvers = verify_release(envelope, root, environment)
    warnings = _check_difference(files, root)
    holders = _holders(files, approvers)
    _check_statements(files, envelope.sha256, approvers)
    walked, full, head = _walk(files.get("audit.jsonl", b""))
    if head != _index(files)["auditHead"]:
        raise EvidenceError(reason="the audit log does not end where its index says")
    if root.environments[environment].approve is None:
        warnings += ("the root asks for no approval signature there",)
    return Evidence(release, envelope.sha256, holders, author, (walked, full), head, warnings)


def _index(files: Mapping[str, bytes]) -> dict[str, Any]:
    found = parse_canonical(files[INDEX], "the index of the evidence")
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise EvidenceError(reason=f"it is not of the form {FORMAT}")
    return found


def _checked_files(data: bytes) -> dict[str, bytes]:
    files = read_zip(data)
    if INDEX not in files:
        raise EvidenceError(reason=f"{INDEX} is missing")
    listed = _index(files).get("files")
    found = {name: sha256_hex(each) for name, each in files.items() if name != INDEX}
    if listed != found:
        odd = sorted(set(listed.items() if isinstance(listed, dict) else ()) ^ set(found.items()))
        raise EvidenceError(reason=f"{odd[0][0] if odd else INDEX} is not as its index says")
    for name in _NEEDED:
        if name not in files:
            raise EvidenceError(reason=f"{name} is missing")
    return files


def _check_difference(files: Mapping[str, bytes], root: Root) -> tuple[str, ...]:
    shown = read_readable(files["release.json"], files["source.json"], files["overlay.json"], root)
    base = None
    if "base/release.json" in files:
        base = read_readable(files["base/release.json"], files["base/source.json"], files["base/overlay.json"], root)
    languages: tuple[Literal["en", "de"], ...] = ("en", "de")
    return tuple(
        f"diff.{each}.txt is worded otherwise by this version"
        for each in languages
        if files.get(f"diff.{each}.txt") != difference_text(base, shown, each)
    )


def _holders(files: Mapping[str, bytes], approvers: tuple[str, ...]) -> dict[str, str]:
    rows = json.loads(files["enrolments.json"])
    names = {each["keyid"]: each["holder"] for each in rows if each["role"] == "approve"}
    strangers = [keyid for keyid in approvers if keyid not in names]
    if strangers:
        raise EvidenceError(reason=f"nobody is enrolled as the holder of approve key {strangers[0][:16]}")
    return {keyid: names[keyid] for keyid in approvers}


def _check_statements(files: Mapping[str, bytes], sha256: str, approvers: tuple[str, ...]) -> None:
    statements = json.loads(files["approvals.json"])
    for each in statements:
        if each["sha256"] != sha256:
            raise EvidenceError(reason=f"the statement of {each['who']} is about another release")
    stated = {keyid for each in statements for keyid in each["keyids"]}
    silent = [keyid for keyid in approvers if keyid not in stated]
    if silent:
        raise EvidenceError(reason=f"there is no statement for the signature of key {silent[0][:16]}")


def entry_hash(line: Mapping[str, Any]) -> str:
    """The hash of an audit entry that stands there in full, as the console computes it."""
    content = {
        "action": line["action"],
        "actor": [line["actor_kind"], line["actor_name"]],
        "application": line["application_key"],
        "at": line["at"],
        "details": line["details"],
        "previous": line["previous_hash"],
        "sequence": line["sequence"],
        "target": line["target"],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _walk(log: bytes) -> tuple[int, int, str]:
    """Every link of the chain from the first entry on; a full entry must have its hash."""
    expected, count, full = GENESIS, 0, 0
    for text in log.decode().splitlines():
        line, count = json.loads(text), count + 1
        if line["sequence"] != count or line["previous_hash"] != expected:
            raise EvidenceError(reason=f"entry {count} of the audit log does not follow the one before")
        if set(line) != _LINK:
            full += 1
            if set(line) != _LINK | _SAID or entry_hash(line) != line["entry_hash"]:
                raise EvidenceError(reason=f"entry {count} of the audit log was changed")
        expected = line["entry_hash"]
    return count, full, expected
