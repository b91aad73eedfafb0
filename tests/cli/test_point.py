"""``handrail point`` and ``handrail deploy --key``: the pointer is signed by who holds its key."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.place import lasting
from deploy.waiting import waiting_package
from handrail.cli.app import app
from handrail.deploy.keys.errors import KeysError
from handrail.package.errors import PackageError, PointerMissingError, PointerThereError
from handrail.package.roles import Pointer
from handrail.package.verify import parse_channel
from package.bank import KNOWN, SEQ, Bank, fixed_key

ACCEPTED = [part for hashes in KNOWN.values() for sha in hashes for part in ("--accept-sdk", sha)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployer's folder: a package that waits, the key of its pointer, and the key of a stranger."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "waiting.zip").write_bytes(waiting_package())
    (tmp_path / "pointer.key").write_bytes(Bank().key.to_pem(b"secret"))
    (tmp_path / "stranger.key").write_bytes(fixed_key("stranger").to_pem(b"secret"))
    (tmp_path / "password").write_text("secret\n")
    for name in ("pointer.key", "stranger.key", "password"):
        (tmp_path / name).chmod(0o600)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def signed(*words: str, key: str = "pointer.key") -> Result:
    return run(*words, "--trust", Bank().trust, "--key", key, "--key-password-file", "password", *ACCEPTED)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.exception or result.output
    return result.stdout


def live(folder: Path) -> Pointer:
    return Pointer.from_payload(
        parse_channel((folder / "www/channel/bank/production.json").read_bytes()).pointer.payload
    )


def test_deploy_signs_the_pointer_and_makes_the_release_live(folder: Path) -> None:
    plain = run("deploy", "waiting.zip", "./www", "--trust", Bank().trust, *ACCEPTED)
    assert isinstance(plain.exception, PointerMissingError)
    assert not (folder / "www").exists()
    (folder / "www").mkdir()
    dry = done(signed("deploy", "waiting.zip", "./www", "--dry-run"))
    assert dry.startswith("Would make release 2 live on ")
    assert not list((folder / "www").iterdir())
    assert done(signed("deploy", "waiting.zip", "./www")).startswith("Release 2 is live on ")
    assert (live(folder).release_version, live(folder).status) == (2, "active")


def test_deploy_keeps_a_stop_until_it_is_told_otherwise(folder: Path) -> None:
    (folder / "one.zip").write_bytes(lasting(off=("tour", "welcome")))
    done(run("deploy", "one.zip", "./www", "--trust", Bank().trust, *ACCEPTED))
    said = done(signed("deploy", "waiting.zip", "./www", "--show-again", "tour"))
    assert "Stopped campaigns: welcome." in said
    assert live(folder).off == ("welcome",)


def test_the_key_of_a_named_target_signs_only_where_a_pointer_is_missing(folder: Path) -> None:
    lines = {"target": str(folder / "www"), "trust": Bank().trust, "key": "pointer.key"}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    (folder / "handrail.toml").write_text(f"[targets.production]\n{text}")
    (folder / "one.zip").write_bytes(lasting())
    assert "elease 1 is live" in done(run("deploy", "one.zip", "production", *ACCEPTED))
    more = ("--key-password-file", "password", *ACCEPTED)
    assert "elease 2 is live" in done(run("deploy", "waiting.zip", "production", *more))


def test_a_stranger_s_key_and_a_second_pointer_are_refused(folder: Path) -> None:
    assert isinstance(signed("deploy", "waiting.zip", "./www", key="stranger.key").exception, PackageError)
    (folder / "one.zip").write_bytes(lasting())
    assert isinstance(signed("deploy", "one.zip", "./www").exception, PointerThereError)
    assert isinstance(signed("point", "one.zip", "-o", "out.zip").exception, PointerThereError)
    assert isinstance(signed("point", "waiting.zip", "-o", "out.zip", key="stranger.key").exception, PackageError)
    (folder / "pointer.key").chmod(0o644)
    assert isinstance(signed("point", "waiting.zip", "-o", "out.zip").exception, KeysError)
    assert not (folder / "www").exists() and not (folder / "out.zip").exists()


def test_a_package_is_pointed_on_one_machine_and_deployed_on_another(folder: Path) -> None:
    said = json.loads(done(signed("point", "waiting.zip", "-o", "out.zip", "--days", "7", "--json")))
    assert (said["release"], said["status"], said["off"], said["file"]) == (2, "active", [], "out.zip")
    assert said["bytes"] == (folder / "out.zip").stat().st_size
    (folder / "pointer.key").unlink()
    assert "elease 2 is live" in done(run("deploy", "out.zip", "./www", "--trust", Bank().trust, *ACCEPTED))
    assert (live(folder).seq, live(folder).expires) == (said["seq"], said["expires"])


def test_who_points_says_what_holds_at_the_target(folder: Path) -> None:
    options = ("--paused", "--off", "welcome", "--off", "tour", "--after", str(SEQ + 10**6))
    said = json.loads(done(signed("point", "waiting.zip", "-o", "out.zip", *options, "--json")))
    assert (said["status"], said["off"], said["seq"]) == ("paused", ["tour", "welcome"], SEQ + 10**6 + 2)


def test_a_pointer_is_renewed_by_a_small_package(folder: Path) -> None:
    done(signed("point", "waiting.zip", "-o", "out.zip", "--days", "7"))
    done(run("deploy", "out.zip", "./www", "--trust", Bank().trust, *ACCEPTED))
    before = live(folder)
    done(signed("point", "out.zip", "--renew", "-o", "renewed.zip", "--days", "60"))
    assert (folder / "renewed.zip").stat().st_size < (folder / "out.zip").stat().st_size
    done(run("deploy", "renewed.zip", "./www", "--trust", Bank().trust, *ACCEPTED))
    after = live(folder)
    assert after.release_sha256 == before.release_sha256
    assert (after.seq > before.seq, after.expires > before.expires) == (True, True)


def test_without_a_key_or_an_anchor_it_says_what_is_missing(folder: Path) -> None:
    keyless = run("point", "waiting.zip", "-o", "out.zip", "--trust", Bank().trust)
    assert keyless.exit_code == 2
    assert "a pointer needs a key" in keyless.stderr
    assert "No trust anchor" in str(run("point", "waiting.zip", "-o", "out.zip").exception)
    assert not (folder / "out.zip").exists()
