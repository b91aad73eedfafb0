"""VERIFY.txt works with sh, openssl, sha256sum and unzip alone, over a live document root."""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handrail.package.archive import read_zip, write_zip
from handrail.package.brought import boots_to_bring
from handrail.package.build import (
    EnvironmentKeys,
    Quorum,
    add_signatures,
    assemble_package,
    channel_file,
    new_root,
    sign_root,
)
from handrail.package.envelope import RELEASE_TYPE
from handrail.package.roles import Release
from handrail.package.sdk_files import sri_of
from handrail.package.trust import trust_of
from handrail.package.verify import parse_channel
from package.bank import SDK, SEQ, Bank, fixed_key
from package.hostile_zips import PICTURE
from package.zip_forge import Entry, entries_of, forge

SOON = datetime.now(UTC) + timedelta(days=20)
SDK_LINES = "".join(f"SDK {name} {sri_of(data)}\n" for name, data in SDK.items())
VERIFIED = f"{SDK_LINES}VERIFIED: release 1, seq {SEQ}\n"


def parts(package: Path) -> dict[str, str]:
    """The three parts of VERIFY.txt, as a person would paste them."""
    listed = subprocess.run(
        ["unzip", "-p", str(package), "VERIFY.txt"], capture_output=True, text=True, check=True
    ).stdout
    pieces = listed.split("--- part ")[1:]
    return {piece[0]: piece.split("---\n", 1)[1].split("\n\nWhat these lines")[0] for piece in pieces}


def paste(package: Path, root: Path, part: str, trust: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PACKAGE": str(package), "ROOT": str(root), "TRUST": trust}
    return subprocess.run(
        ["sh", "-c", parts(package)[part]], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "bank.zip"
    path.write_bytes(Bank().package(expires=SOON))
    return path


def test_the_three_parts_put_a_package_live(package: Path, tmp_path: Path) -> None:
    root, trust = tmp_path / "www", Bank().trust
    checked = paste(package, root, "1", trust)
    assert (checked.returncode, checked.stdout) == (0, VERIFIED), checked.stderr
    assert paste(package, root, "2", trust).stdout == "COPIED\n"
    assert not (root / "channel").exists()
    assert paste(package, root, "3", trust).stdout == "LIVE\n"
    wanted = {n: d for n, d in read_zip(package.read_bytes()).items() if "/" in n}
    assert {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()} == wanted


def test_the_next_release_goes_over_a_live_document_root_without_rewriting_a_file(
    package: Path, tmp_path: Path
) -> None:
    root, trust = tmp_path / "www", Bank().trust
    for part in "123":
        assert paste(package, root, part, trust).returncode == 0
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in root.rglob("*.json") if "channel" not in p.parts}
    channel = root / "channel/bank/production.json"
    reader = channel.open("rb")
    second = tmp_path / "second.zip"
    second.write_bytes(Bank().package(version=2, seq=SEQ + 2, text="Hello", expires=SOON))
    for part in "123":
        assert paste(second, root, part, trust).returncode == 0
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in before} == before
    assert hashlib.sha256(reader.read()).digest() == hashlib.sha256(Bank().channel(expires=SOON)).digest()
    assert channel.read_bytes() == read_zip(second.read_bytes())["channel/bank/production.json"]
    reader.close()


def test_a_torn_file_on_the_server_is_named(package: Path, tmp_path: Path) -> None:
    root, trust = tmp_path / "www", Bank().trust
    assert paste(package, root, "2", trust).returncode == 0
    torn = next((root / "blobs").glob("*.png"))
    torn.write_bytes(torn.read_bytes()[:10])
    again = paste(package, root, "2", trust)
    assert again.returncode != 0
    assert torn.name in again.stdout + again.stderr
    assert "COPIED" not in again.stdout


def boots_of(files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    release = Release.from_payload(parse_channel(files["channel/bank/production.json"]).release.payload)
    return boots_to_bring(release, lambda name, _: files[name])


def test_boot_files_that_the_channel_file_brings_along_are_looked_at(package: Path, tmp_path: Path) -> None:
    files = read_zip(package.read_bytes())
    name, boots = "channel/bank/production.json", boots_of(files)
    assert len(boots) == 2
    assert files[name].split(b"\n")[1:] == [*boots]
    for kept in (0, 1, 2):
        brings = tmp_path / f"{kept}.zip"
        brings.write_bytes(write_zip({**files, name: b"\n".join(files[name].split(b"\n")[: 1 + kept])}))
        done = paste(brings, tmp_path / "www", "1", Bank().trust)
        assert done.returncode == 0, done.stderr
        assert done.stdout == VERIFIED


def refusal(tmp_path: Path, data: bytes, trust: str) -> str:
    path = tmp_path / "refused.zip"
    path.write_bytes(data)
    done = paste(path, tmp_path / "www", "1", trust)
    assert done.returncode == 10, done.stdout + done.stderr
    return done.stderr


def test_what_the_verifier_refuses_the_shell_refuses(package: Path, tmp_path: Path) -> None:
    files = read_zip(package.read_bytes())
    name = "channel/bank/production.json"
    trust = Bank().trust
    boot = boots_of(files)[-1]

    def with_channel(data: bytes) -> bytes:
        return write_zip({**files, name: data})

    assert "trust anchor" in refusal(tmp_path, package.read_bytes(), "1." + "A" * 43)
    assert "trust anchor" in refusal(tmp_path, package.read_bytes(), "2." + trust[2:])
    assert "expired" in refusal(tmp_path, Bank().package(expires=datetime.now(UTC) - timedelta(hours=1)), trust)
    assert "form" in refusal(tmp_path, with_channel(files[name].replace(b'"roots"', b' "roots"')), trust)
    assert files[name].endswith(boot)
    for brought in (b"\n", b"\n{}", b"\n" + boot + b"\n", b"\n\0" + boot, b"\n" + boot[:-1], b"\n" + boot + b"\n{}"):
        assert "brings along" in refusal(tmp_path, with_channel(files[name] + brought), trust)
    stranger = Bank().channel(expires=SOON, key=fixed_key("stranger"))
    assert "pointer has 0 of 1" in refusal(tmp_path, with_channel(stranger), trust)
    staging = Bank().channel(expires=SOON, environment="staging")
    assert "environment of the pointer" in refusal(tmp_path, with_channel(staging), trust)
    other = Bank().channel(version=2, text="Hello", expires=SOON, release_sha256="0" * 64)
    assert "release that the pointer names" in refusal(tmp_path, with_channel(other), trust)
    blob = next(n for n in files if n.endswith(".png"))
    assert blob in refusal(tmp_path, write_zip({**files, blob: b"changed"}), trust)
    release = next(n for n in files if n.startswith("releases/"))
    assert release in refusal(tmp_path, write_zip({**files, release: b"{}"}), trust)
    pending = {n: d for n, d in files.items() if n != name} | {name.replace("channel", "pending"): files[name]}
    assert "for handrail deploy" in refusal(tmp_path, write_zip(pending), trust)


def test_why_there_is_no_channel_file_to_look_at_is_said_as_it_is(package: Path, tmp_path: Path) -> None:
    data, name = package.read_bytes(), "channel/bank/production.json"
    files, lines, asked = read_zip(data), parts(package)["1"], tmp_path / "asked.zip"
    without = entries_of({n: d for n, d in files.items() if n != name}, {})
    no_zip = f"REFUSED: no zip that can be read: {asked}\n"
    for given, said in (
        (forge(without), "REFUSED: no channel file: "),
        (
            forge([*without, Entry(name.encode(), files[name], both={"crc": 1})]),
            f"REFUSED: the channel file is damaged in the zip: {name} bad CRC ",
        ),
        (data[: len(data) // 2], no_zip),
        (b"<h1>404</h1>", no_zip),
        (None, no_zip),
    ):
        asked.unlink(missing_ok=True)
        if given is not None:
            asked.write_bytes(given)
        environment = {"PATH": os.environ["PATH"], "PACKAGE": str(asked), "TRUST": Bank().trust}
        done = subprocess.run(["sh", "-c", lines], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (10, "", 1)
        assert done.stderr.startswith(said)


HIDDEN = {
    "a page": Entry(b"index.html", b"<script>"),
    "a file of the web server": Entry(b"htaccess", b"Options +ExecCGI"),
    "a blob that no manifest names": Entry(b"blobs/" + b"0" * 64 + b".json", b"{}"),
    "a program among the blobs": Entry(b"blobs/x.svg", b"<svg onload=alert(1)>"),
    "a script beside the SDK": Entry(b"sdk/0.1.0/evil.js", b"alert(1)"),
    "a link out of the document root": Entry(
        b"sdk/9.9/handrail.js", b"/etc/passwd", central={"external": 0o120777 << 16}
    ),
    "a second channel file": Entry(b"channel/bank/staging.json", b"{}"),
    "a name above": Entry(b"../x.json", b"{}"),
    "one name twice": Entry(PICTURE, b"other bytes"),
    "an executable": Entry(b"sdk/9.9/handrail.mjs", b"x", central={"external": 0o100755 << 16}),
}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_the_manifest_does_not_name_is_refused_before_it_is_unpacked(hidden: str, tmp_path: Path) -> None:
    data = Bank().package(expires=SOON)
    files = read_zip(data)
    entries = entries_of(files, {})
    path = tmp_path / "honest.zip"
    path.write_bytes(forge(entries))
    assert paste(path, tmp_path / "www", "1", Bank().trust).returncode == 0
    said = refusal(tmp_path, forge(sorted([*entries, HIDDEN[hidden]], key=lambda each: each.name)), Bank().trust)
    assert "that the manifest does not have" in said or "no plain file" in said


def test_it_says_what_it_does_not_check(package: Path) -> None:
    text = read_zip(package.read_bytes())["VERIFY.txt"].decode()
    told = " ".join(text.partition("What these lines do not check:")[2].partition("If part 2")[0].split())
    for word in ("newer was live before", "SDK files", "strict reader of JSON", "between the parts"):
        assert word in told


def test_a_second_root_ed25519_and_four_eyes_are_checked_too(tmp_path: Path) -> None:
    bank = Bank()
    author, approvers = fixed_key("ed", "Ed25519"), [fixed_key("a1"), fixed_key("a2", "Ed25519")]
    roots_of_two = [fixed_key("r1"), fixed_key("r2", "Ed25519")]
    second = new_root(
        application="bank",
        version=2,
        expires=SOON,
        root=Quorum(tuple(k.public for k in roots_of_two), 2),
        author=Quorum((author.public,)),
        environments={
            "production": EnvironmentKeys(Quorum((bank.key.public,)), Quorum(tuple(k.public for k in approvers), 2))
        },
    )
    release = Bank(key=author).release()
    chain = [sign_root(bank.root(), [bank.key]), sign_root(second, [bank.key, *roots_of_two])]

    def package(envelope: bytes, roots: list[bytes]) -> bytes:
        channel = channel_file(roots, envelope, bank.pointer(release, root=2, expires=SOON))
        return assemble_package(
            kind="full",
            application="bank",
            environment="production",
            release=1,
            channel=channel,
            files=release.files,
            sdk=SDK,
        )

    approved = add_signatures(release.envelope, RELEASE_TYPE, approvers)
    path = tmp_path / "four-eyes.zip"
    path.write_bytes(package(approved, chain))
    for trust in (bank.trust, trust_of(second)):
        done = paste(path, tmp_path / "www", "1", trust)
        assert (done.returncode, done.stdout) == (0, VERIFIED), done.stderr
    half = add_signatures(release.envelope, RELEASE_TYPE, approvers[:1])
    assert "release has 1 of 2" in refusal(tmp_path, package(half, chain), bank.trust)
    weak = [chain[0], sign_root(second, [bank.key, roots_of_two[0]])]
    assert "root has 1 of 2" in refusal(tmp_path, package(approved, weak), bank.trust)
