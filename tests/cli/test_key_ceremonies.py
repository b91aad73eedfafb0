"""The page of key ceremonies, run line by line: what it shows works, in its order."""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.keys.soft_token import Tokens
from handrail.cli.app import app
from handrail.deploy.keys.chain import chain_bytes, read_chain
from handrail.deploy.keys.files import read_public_part
from handrail.deploy.keys.rotate import sign_further
from handrail.package.assemble import assemble_package
from handrail.package.build import EnvironmentKeys, Quorum, channel_file, new_root, sign_pointer, sign_root
from handrail.package.candidate import build_candidate
from handrail.package.trust import trust_of
from handrail.package.verify import verify_root_chain
from package.bank import SEQ, Bank, fixed_key
from package.lying_console import LyingConsole

PAGE = Path(__file__).parents[2] / "docs/how-to/key-ceremonies.md"
COMMANDS = re.findall(r"^\$ (handrail .+)$", PAGE.read_text(), re.MULTILINE)
CONSOLE_ROOT, CONSOLE_POINTER = fixed_key("console-root"), fixed_key("console-pointer")


class Ceremony:
    """One machine for all, a console in trial mode, and a place where its release is live."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        author, root, pointer = (Quorum((key.public,)) for key in (Bank().key, CONSOLE_ROOT, CONSOLE_POINTER))
        payload = new_root(
            application="bank",
            version=1,
            expires=datetime(2028, 11, 24, tzinfo=UTC),
            root=root,
            author=author,
            environments={"production": EnvironmentKeys(pointer)},
        )
        first, self.trust = sign_root(payload, [CONSOLE_ROOT]), trust_of(payload)
        console = LyingConsole()
        source, built = console.release()
        signed = sign_pointer(
            application="bank",
            environment="production",
            release_version=3,
            release_sha256=built.sha256,
            root=1,
            seq=SEQ,
            status="active",
            off=(),
            expires=datetime.now(UTC) + timedelta(days=30),
            key=CONSOLE_POINTER,
        )
        channel = channel_file([first], built.envelope, signed)
        names = {"kind": "full", "application": "bank", "environment": "production", "release": 3}
        package = assemble_package(**names, channel=channel, files=built.files, sdk={})  # type: ignore[arg-type]
        (folder / "production.zip").write_bytes(package)
        candidate = build_candidate(
            envelope=built.envelope, source=source, overlay=console.overlay_bytes, blobs=built.files, roots=[first]
        )
        (folder / "candidate.zip").write_bytes(candidate)
        config = {
            "target": str(folder / "www"),
            "application": "bank",
            "environment": "production",
            "trust": self.trust,
        }
        lines = "".join(f'{name} = "{value}"\n' for name, value in config.items())
        (folder / "handrail.toml").write_text(f"[targets.production]\n{lines}")

    def placed(self, line: str) -> list[str]:
        """A line of the page with this ceremony's values."""
        values = {"TRUST": self.trust, "CONSOLE_ROOT": CONSOLE_ROOT.public.keyid[:16]}
        values["CONSOLE_POINTER"] = CONSOLE_POINTER.public.keyid[:16]
        for holder in ("carl", "fred"):
            if (self.folder / f"{holder}.key").exists():
                values[holder.upper()] = read_public_part(self.folder / f"{holder}.key").key.keyid[:16]
        return [re.sub(r"\$([A-Z_]+)", lambda found: values[found[1]], word) for word in shlex.split(line)[1:]]

    def secret(self, words: list[str]) -> list[str]:
        """What a person types: the password or the PIN, and yes."""
        on_token = any(word.endswith(".token") or word.startswith("pkcs11:") for word in words)
        file = "pin" if on_token else "password"
        if words[:2] in (["keys", "show"], ["keys", "export"]):
            return []
        if words[0] in ("keys", "approve"):
            return ["--password-file", file, *(["--yes"] if words[1] == "sign" else [])]
        return ["--key-password-file", file]

    def console_takes_the_chain(self) -> None:
        """What uploading does: the console signs with its old root key, and nothing else is asked of it."""
        path = self.folder / "chain.json"
        made = sign_further(read_chain(path).roots, trust=self.trust, signers=[CONSOLE_ROOT])
        assert made.missing == ()
        path.write_bytes(chain_bytes(made.roots))


def test_the_page_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, ceremony = Tokens(tmp_path), Ceremony(tmp_path)
    tokens.plug_in("Gina")
    tokens.secret("password", "correct horse battery")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    deployed = CliRunner().invoke(app, ["deploy", "production.zip", "production"])
    assert deployed.exit_code == 0, deployed.output
    said: dict[str, str] = {}
    for line in COMMANDS:
        words = ceremony.placed(line)
        answer = "3\n" if words[0] == "approve" else ""
        words += ceremony.secret(words)
        if "gina.token" in words or "pkcs11:token=Gina" in words:
            said[line] = tokens.run(*words)
        else:
            done = CliRunner().invoke(app, words, input=answer)
            assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
            said[line] = done.output
        if line.endswith("bert.key") and len(read_chain(tmp_path / "chain.json").roots) == 2:
            assert (
                f"still needed: 1 more signature by keys of root 1 (of {CONSOLE_ROOT.public.keyid[:16]})" in said[line]
            )
            ceremony.console_takes_the_chain()
    assert "NO APPROVAL is asked for in production." in said[COMMANDS[0]]
    chain = verify_root_chain(read_chain(tmp_path / "chain.json").roots, ceremony.trust)
    labels = {read_public_part(tmp_path / f"{name}.pub.json").key.keyid for name in ("anna", "bert", "gina")}
    assert (len(chain), set(chain[-1].root.keyids), chain[-1].root.threshold) == (5, labels, 2)
    live = read_chain(tmp_path / "www/channel/bank/production.json")
    assert len(live.roots) == 5, "the newest root is live"
    gone = verify_root_chain(read_chain(tmp_path / "gone.json").roots, ceremony.trust)
    assert [sorted(each.environments) for each in gone[-2:]] == [["production", "staging"], ["production"]]


def test_the_page_has_a_ceremony_for_everything() -> None:
    assert len(COMMANDS) > 30
    for part in ("--add-environment", "--remove-environment", "--token", "point production.zip --renew", "--days 730"):
        assert any(part in line for line in COMMANDS), part
