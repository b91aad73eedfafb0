"""The incident guide, followed line by line on a document root that is in trouble."""

from pathlib import Path

import pytest

from deploy.servers.far_side import FarSide, OwnPointer, package
from deploy.servers.guide import Guide
from handrail.deploy.keys.chain import parse_chain, read_chain
from handrail.package.roles import Root
from handrail.package.verify import parse_channel

PAGE = "security/incident.md"
CHANNEL = "www/channel/bank/production.json"


@pytest.fixture
def far(tmp_path: Path) -> FarSide:
    """Releases 41 and 42 were deployed; the pointer key lies here."""
    bank = OwnPointer()
    made = FarSide(tmp_path, live=41, bank=bank)
    made.deploy(42)
    made.key_file("pointer.pem", bank.pointer_key)
    made.key_file("root.key", bank.root_key)
    made.config(key=str(tmp_path / "pointer.pem"))
    for release in (41, 42):
        (tmp_path / f"bank-{release}.zip").write_bytes(package(release, bank))
    (tmp_path / "password").write_text("a password of the tests")
    (tmp_path / "password").chmod(0o600)
    made.names["0d31a9f2"] = bank.pointer_key.public.keyid[:8]
    return made


def test_a_wrong_campaign_is_stopped_rolled_back_and_paused(far: FarSide) -> None:
    guide = Guide(PAGE, far.folder, far.names)
    guide.follow(1, 3)
    assert len(guide.ran) == 5


def test_a_changed_file_is_named_and_healed_and_an_old_pointer_renewed(far: FarSide) -> None:
    guide = Guide(PAGE, far.folder, far.names)
    changed = far.root / next(name for name in far.bank.release(42, "Welcome 42").files if name.endswith(".json"))
    signed = changed.read_bytes()
    changed.write_bytes(signed + b" ")
    guide.follow(4, 6)
    assert changed.read_bytes() == signed


def test_a_stolen_pointer_key_is_rotated_out(far: FarSide) -> None:
    guide = Guide(PAGE, far.folder, far.names)
    guide.follow(7, 8)
    newest = Root.from_payload(read_chain(far.folder / "chain.json").roots[-1].payload)
    stolen = OwnPointer().pointer_key.public.keyid
    assert newest.version == 2
    assert stolen not in newest.keys
    live = parse_channel((far.folder / CHANNEL).read_bytes())
    assert live.roots == read_chain(far.folder / "chain.json").roots
    assert set(live.pointer.signatures).isdisjoint({stolen})


def test_the_chain_of_roots_comes_out_of_the_live_channel_file(far: FarSide) -> None:
    guide = Guide(PAGE, far.folder, far.names)
    guide.follow(9, 9)
    taken = parse_chain((far.folder / "live-chain.json").read_bytes())
    assert taken == parse_channel((far.folder / CHANNEL).read_bytes()).roots
