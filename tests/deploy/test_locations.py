"""Several web servers behind one name: all or none until the first commit; then it is said who stayed behind."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND
from deploy.several import CHANNEL, KilledError, Several, Trigger, faulty
from handrail.deploy.errors import (
    DeployError,
    ForeignChannelError,
    LockedError,
    PartlyLiveError,
    ReleaseUnknownError,
)
from handrail.deploy.live import look
from handrail.deploy.locations import Locations
from handrail.deploy.pointing import choices, point, preview, renewed, rolled_back, stopped, unchanged
from handrail.deploy.protocol import Outcome, deploy
from handrail.package.archive import read_zip
from handrail.package.errors import SeqLowerError
from package.bank import NOW, SEQ, Bank, fixed_key
from proof import Proof


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder whose barriers cost nothing: this file asks about order, not about disks."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


@pytest.fixture
def several(memory: Path) -> Several:
    made = Several(memory / "servers")
    made.deploy(FIRST)
    return made


def do(several: Several, action: str, choose: object, where: Locations | None = None, **changes: object) -> Outcome:
    options = several.options(application="bank", environment="production", **changes)
    where = where or several.locations
    return point(where, options, key=fixed_key("console"), action=action, choose=choose)  # type: ignore[arg-type]


def refuse_writes(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """No channel file of that document root can be replaced."""
    real = os.replace

    def replacing(source: str, goal: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        folder = (root / "channel/bank").stat()
        if os.fstat(dst_dir_fd).st_ino == folder.st_ino:
            raise PermissionError(13, "Permission denied")
        real(source, goal, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "replace", replacing)


def test_a_package_goes_live_on_all_and_one_receipt_names_them(several: Several) -> None:
    outcome = several.deploy(SECOND)
    assert several.releases() == [2, 2, 2]
    assert [each.committed for each in outcome.locations] == [True, True, True]
    names = tuple(str(root) for root in several.roots)
    assert [each.locations for each in several.receipts] == [names, names]
    data = outcome.as_data()
    assert [each["target"] for each in data["locations"]] == list(names)  # type: ignore[attr-defined]
    assert data["before"] == {"release": 1, "seq": SEQ}


def test_a_location_that_fails_before_the_first_commit_leaves_all_old(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_writes(monkeypatch, several.roots[0])
    with pytest.raises(DeployError) as failure:
        several.deploy(SECOND)
    assert failure.value.exit_code == 20
    assert several.releases() == [1, 1, 1]
    monkeypatch.undo()
    several.deploy(SECOND)
    assert several.releases() == [2, 2, 2]


def test_a_location_that_fails_between_commits_is_named_and_the_others_go_on(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_writes(monkeypatch, several.roots[1])
    with pytest.raises(PartlyLiveError, match="Permission denied") as failure:
        several.deploy(SECOND)
    one, two, three = (str(root) for root in several.roots)
    assert failure.value.exit_code == 30
    assert f"Release 2 is live on {one}, {three}, but not on every location." in failure.value.message
    assert failure.value.as_data()["locations"] == {one: "live", two: "old", three: "live"}
    assert several.releases() == [2, 1, 2]
    assert [each.locations for each in several.receipts][-1] == (one, three)
    seen = look(
        several.locations, several.receipts, application="bank", environment="production", trust=Bank().trust, now=NOW
    )
    assert seen.state == "changed"
    with pytest.raises(SeqLowerError):
        several.deploy(FIRST)
    monkeypatch.undo()
    healed = several.deploy(SECOND)
    assert [each.committed for each in healed.locations] == [False, True, False]
    assert several.releases() == [2, 2, 2]
    assert [each.locations for each in several.receipts][-1] == (one, two, three)


def test_a_healing_that_fails_again_is_still_partly_live(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_writes(monkeypatch, several.roots[1])
    for _ in range(2):
        with pytest.raises(PartlyLiveError):
            several.deploy(SECOND)
    assert several.releases() == [2, 1, 2]


def test_deeds_put_one_pointer_everywhere_and_catch_up_what_stayed_behind(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    several.deploy(SECOND)
    refuse_writes(monkeypatch, several.roots[2])
    with pytest.raises(PartlyLiveError):
        do(several, "rollback", rolled_back(None))
    assert several.releases() == [1, 1, 2]
    monkeypatch.undo()
    outcome = do(several, "pause", unchanged("paused"))
    assert several.live() == [(1, "paused")] * 3
    assert outcome.verdict.pointer.seq > SEQ + 12, "the seq is above the highest of all locations"
    assert len({(root / CHANNEL).read_bytes() for root in several.roots}) == 1


def test_a_kill_switch_is_not_stopped_by_damaged_files_and_ending_it_is(several: Several) -> None:
    for root in several.roots:
        next(root.glob("blobs/*.png")).write_bytes(b"rot")
    do(several, "stop", stopped(["welcome"]))
    do(several, "pause", unchanged("paused"))
    with pytest.raises(Exception, match="signed bytes"):
        do(several, "resume", unchanged("active"))
    several.deploy(Bank().package(version=2, seq=SEQ + 50, text="Hello"))
    do(several, "heartbeat", renewed)


def test_a_foreign_document_root_among_them_is_refused_and_nothing_changes(several: Several) -> None:
    other = Bank(key=fixed_key("somebody else"))
    shutil.rmtree(several.roots[2])
    strange = Several(several.folder, 3)
    strange.roots = [several.roots[2]]
    strange.state = several.folder / "other-state"
    strange.deploy(other.package(), trust=other.trust)
    before = several.everything()
    with pytest.raises(ForeignChannelError, match="web3"):
        several.deploy(SECOND)
    with pytest.raises(ForeignChannelError, match="web3"):
        do(several, "pause", unchanged("paused"))
    assert {n: d for n, d in several.everything().items() if ".lock" not in n} == {
        n: d for n, d in before.items() if ".lock" not in n
    }


def test_a_lock_held_at_one_location_stops_all(several: Several) -> None:
    holder = several.locations.targets[1]
    holder.open(create=False)
    with holder.lock(break_lock=False), pytest.raises(LockedError, match="web2"):
        several.deploy(SECOND)
    assert several.releases() == [1, 1, 1]
    with holder.lock(break_lock=False):
        outcome = several.deploy(SECOND, break_lock=True)
    holder.close()
    assert [(Path(each.target).name, each.owner.split(" on ")[0]) for each in outcome.broken] == [
        ("web2", f"process {os.getpid()}")
    ]
    assert outcome.broken[0].age.endswith(" s")


def test_a_rollback_needs_the_release_on_every_location(several: Several) -> None:
    several.deploy(SECOND)
    options = several.options(application="bank", environment="production")
    assert [(each.release, each.is_live) for each in choices(several.locations, options)] == [(2, True), (1, False)]
    own = next(
        n for n in Bank().release(1).files if n.startswith("blobs/") and n not in Bank().release(2, "Hello").files
    )
    (several.roots[1] / own).write_bytes(b"rot")
    assert [each.release for each in choices(several.locations, options)] == [2]
    with pytest.raises(ReleaseUnknownError, match="web2"):
        do(several, "rollback", rolled_back(None))
    assert several.releases() == [2, 2, 2]


@pytest.mark.parametrize("choose", [rolled_back(None), unchanged("paused"), renewed, stopped(["a"])])
def test_dry_runs_change_not_one_byte(several: Several, choose: object) -> None:
    several.deploy(SECOND)
    before = several.everything()
    shown = do(several, "deed", choose, dry_run=True)
    assert shown.dry_run
    assert not shown.committed
    options = several.options(application="bank", environment="production")
    asked = preview(several.locations, options, action="deed", choose=choose)  # type: ignore[arg-type]
    assert asked.as_data() == shown.as_data()
    several.deploy(Bank().package(version=3, seq=SEQ + 50), dry_run=True)
    assert several.everything() == before


def test_a_location_added_to_the_list_goes_on_with_its_journal(several: Several) -> None:
    more = Several(several.folder, 4)
    more.deploy(SECOND)
    assert more.releases() == [2, 2, 2, 2]
    lines = [json.loads(line) for line in more.receipts.path.read_bytes().splitlines()]
    assert [len(each["locations"]) for each in lines] == [3, 4]


DEEDS: dict[str, tuple[Callable[[Several, Locations], object], int]] = {
    "deploy": (lambda several, where: deploy(SECOND, where, several.options()), 2),
    "rollback": (lambda several, where: do(several, "rollback", rolled_back(1), where), 1),
}


@pytest.mark.proof
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("kind", ["error", "kill before", "kill after"])
def test_whatever_operation_fails_all_are_old_before_the_first_commit_and_again_heals(
    several: Several, memory: Path, proof: Proof, deed: str, kind: str
) -> None:
    run, after = DEEDS[deed]
    old = 3 - after
    if deed == "rollback":
        several.deploy(SECOND)
    counting = Trigger()
    whole = several.copy(memory / "whole")
    run(whole, faulty(whole, counting))
    total = len(counting.seen)
    assert total >= 60
    first = next(at for at, (_, name) in enumerate(counting.seen, 1) if name == "commit")
    near = range(first - 3, total + 1)
    wanted = proof.size(25, total)
    points = sorted({*range(1, total + 1, max(1, total // wanted)), *near})
    partly = 0
    for at in points:
        again = several.copy(memory / f"run{at}")
        trigger = Trigger(at, kind)
        error: BaseException | None = None
        try:
            run(again, faulty(again, trigger))
        except (KilledError, DeployError) as caught:
            error = caught
        assert error is not None
        live = again.releases()
        committing = at - (kind != "kill after") >= first
        if not committing:
            assert live == [old, old, old], f"{at}: {trigger.seen[-1]}"
        assert live in ([old] * 3, [after, old, old], [after, after, old], [after] * 3, [after, old, after])
        if isinstance(error, PartlyLiveError):
            partly += 1
            said = [error.params["locations"][str(root)] for root in again.roots]  # type: ignore[index]
            assert [{"live": after, "old": old}[each] for each in said] == live
        elif isinstance(error, DeployError) and error.exit_code != 30:
            assert live == [old, old, old]
        run(again, again.locations)
        assert again.releases() == [after, after, after]
        assert [each.release for each in again.receipts][-1] == after
        assert not list(again.folder.rglob(".handrail-*"))
        shutil.rmtree(again.folder)
    assert kind != "error" or partly > 0
    proof.record(f"locations-{deed}-{kind.replace(' ', '-')}", operations=total, faults=len(points), violations=0)


def test_the_packages_of_these_tests_differ() -> None:
    assert read_zip(FIRST).keys() != read_zip(SECOND).keys()
