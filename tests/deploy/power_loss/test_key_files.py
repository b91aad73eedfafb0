"""Power loss while key files and chains of roots are written: nothing, the old file or the whole new one."""

from pathlib import Path

import pytest

from deploy.power_loss.disk import Disk, scanned
from deploy.power_loss.journal import Op
from deploy.power_loss.nursery import Nursery
from deploy.power_loss.traced import traced
from handrail.deploy.keys.chain import chain_bytes
from handrail.package.build import sign_root
from handrail.package.envelope import ROOT_TYPE, read_envelope
from package.bank import Bank

BANK = Bank()
ROOTS = (read_envelope(sign_root(BANK.root(), [BANK.key]), ROOT_TYPE),)


def histories(disk: Disk, ops: list[Op], name: str) -> list[set[bytes | None]]:
    """What may lie under a name after each call."""
    found = []
    for op in ops:
        disk.apply(op)
        found.append({leaf and leaf[0] for leaf in disk.possible(name, public=False)})
    return found


@pytest.fixture
def base(folder: Path) -> Path:
    made = folder / "base"
    made.mkdir(0o755)
    (folder / "password").write_text("correct horse battery\n")
    (folder / "password").chmod(0o600)
    key = folder / "root.pem"
    key.touch(0o600)
    key.write_bytes(BANK.key.to_pem())
    return made


def test_a_new_key_file_is_absent_or_whole(base: Path, folder: Path, nursery: Nursery) -> None:
    disk, _ = scanned(base)
    arguments = ["keys", "new", str(base / "anna.key"), "--role", "root", "--password-file", str(folder / "password")]
    ops = traced(nursery, base, disk, arguments, folder / "log", 0o022)
    whole = (base / "anna.key").read_bytes()
    seen = histories(disk, ops, "anna.key")
    assert set().union(*seen) == {None, whole}
    assert seen[-1] == {whole}


def test_a_chain_that_is_replaced_is_the_old_or_the_new_one(base: Path, folder: Path, nursery: Nursery) -> None:
    chain = base / "chain.json"
    chain.write_bytes(chain_bytes(ROOTS))
    old = chain.read_bytes()
    disk, _ = scanned(base)
    empty = [part for name in ("production", "staging") for part in ("--nothing-live", name)]
    arguments = ["keys", "rotate", str(chain), "--out", str(chain), "--trust", BANK.trust, *empty]
    ops = traced(nursery, base, disk, [*arguments, "--key", str(folder / "root.pem")], folder / "log", 0o022)
    new = chain.read_bytes()
    assert new != old
    seen = histories(disk, ops, "chain.json")
    assert set().union(*seen) == {old, new}
    assert seen[-1] == {new}
