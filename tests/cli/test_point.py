"""``handrail point`` and ``handrail deploy --key``: the pointer is signed by who holds its key."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.keys.soft_token import Tokens
from deploy.place import lasting
from deploy.waiting import waiting_package
from handrail.cli.app import app
from handrail.deploy.keys.errors import BackwardsError, KeysError, NothingWaitsError
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
    assert "\nWould make release 2 live on " in dry
    assert not list((folder / "www").iterdir())
    assert "\nRelease 2 is live on " in done(signed("deploy", "waiting.zip", "./www"))
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


def test_it_says_in_words_what_becomes_live_and_a_dry_run_writes_nothing(folder: Path) -> None:
    (folder / "one.zip").write_bytes(lasting(status="paused", off=("tour",)))
    said = done(signed("point", "waiting.zip", "--live", "one.zip", "--dry-run"))
    assert said.startswith("The pointer makes live release 2 of bank, environment production")
    assert "IT STAYS PAUSED" in said and "stay stopped: tour" in said and said.endswith("Nothing was written.\n")
    assert not list(folder.glob("*pointed*"))
    assert "Wrote waiting-pointed.zip" in done(signed("point", "waiting.zip", "--live", "one.zip"))


def test_an_older_package_than_the_live_one_needs_a_word(folder: Path) -> None:
    (folder / "three.zip").write_bytes(lasting(version=3))
    back = signed("point", "waiting.zip", "--live", "three.zip")
    assert isinstance(back.exception, BackwardsError)
    assert "Before: release 3" in done(signed("point", "waiting.zip", "--live", "three.zip", "--back"))


def test_what_waits_on_a_target_is_pointed_there(folder: Path) -> None:
    where = ("./www", "--application", "bank", "--environment", "production")
    (folder / "one.zip").write_bytes(lasting())
    done(run("deploy", "one.zip", "./www", "--trust", Bank().trust, *ACCEPTED))
    assert isinstance(signed("point", *where).exception, NothingWaitsError)
    ZipFile(folder / "waiting.zip").extractall(folder / "www")
    assert "Would make release 2 live" in done(signed("point", *where, "--dry-run"))
    assert live(folder).release_version == 1
    assert "Release 2 is live on" in done(signed("point", *where))
    assert (live(folder).release_version, live(folder).status) == (2, "active")
    before = live(folder)
    assert "It is good until" in done(signed("point", *where, "--renew"))
    assert live(folder).seq > before.seq


def test_a_token_points_and_pauses_like_a_key_file(folder: Path) -> None:
    tokens = Tokens(folder)
    tokens.plug_in("Dora")
    with_pin = ("--key-password-file", "pin")
    note = ("keys", "new", "dora.token", "--token", "pkcs11:token=Dora", "--role", "pointer", "--password-file", "pin")
    tokens.run(*note)
    (folder / "one.zip").write_bytes(lasting())
    trust = ("--trust", Bank().trust)
    tokens.run("deploy", "one.zip", "./www", *trust, *ACCEPTED)
    seat = ("--add", "pointer@production=dora.token", "--nothing-live", "staging")
    keys = ("--key", "pointer.key", "--password-file", "password")
    rotate = ("keys", "rotate", "one.zip", "--out", "chain.json", *trust, *seat, *keys)
    tokens.run(*rotate)
    where = ("./www", "--application", "bank", "--environment", "production", *trust, "--key", "dora.token", *with_pin)
    tokens.run("point", *where, "--renew", "--roots", "chain.json")
    assert (live(folder).root, live(folder).release_version) == (2, 1)
    assert "Release 2 is live" in tokens.run(
        "deploy", "waiting.zip", "./www", *trust, "--key", "dora.token", *with_pin, *ACCEPTED
    )
    assert "is paused" in tokens.run("pause", *where)
    assert live(folder).status == "paused"
    assert "keys.token-pin-needed" in tokens.run("resume", *where[:-2], code=10)
    assert live(folder).status == "paused"
