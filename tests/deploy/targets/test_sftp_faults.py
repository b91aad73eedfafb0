"""Accidents at every request of a deployment by SFTP, on both sides, by a gate before a real server.

What holds afterwards is what SFTP's row of the targets promises: the old or the new release is live as the exit code
says, never anything mixed; doing it again heals, unasked; nothing is left lying there.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deploy.targets.deeds import DEEDS, DEPLOY, Deed, judge, live
from deploy.targets.killing import KILLED, in_a_child
from deploy.targets.places import SftpPlace
from deploy.targets.ssh_server import GatedServer, SshServer
from handrail.deploy.targets import sftp
from package.bank import SEQ, Bank
from proof import Proof

CHANGES = frozenset({"create", "write", "fsync", "remove", "mkdir", "rmdir", "posix-rename", "exec"})
"""Requests that change a name or bytes on the server, or make them durable."""

KILLS = ("kill", "kill-done")

BREAKS = ("cut", "cut-done", "half", "ended", "ended-done", "away", "away-done", "late")
"""The server's process ends, the connection's or the session's; or the answer breaks off; for good or not."""

STATUSES = ("missing", "denied", "failure", "garbled", "gone", "unsupported")
ANSWERS = (*STATUSES, *(f"{each}-done" for each in STATUSES), "short", "lying")
"""The server says that it failed, whether it did or not; it writes half and says so, or does not even say so."""

LASTING = ("missing", "denied", "failure", "failure-done", "gone-done", "unsupported", "short")
"""Of these, those that a server may keep to from some moment on: a disk gone or made read-only, a limit reached."""

SOME = ("cut-done", "half", "away-done", "late", "denied", "failure-done", "short")
"""Those of all that other deeds than a deployment are tried with."""

SILENCES = ("silent", "silent-done")


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatedServer]:
    made = GatedServer(tmp_path_factory.mktemp("gated") / "server")
    yield made
    made.close()


class Scene:
    """A deed's document root, made once and put back before every round."""

    def __init__(self, deed: Deed, folder: Path, server: GatedServer, straight: SshServer) -> None:
        self.deed, self.server, self.straight, self.folder = deed, server, straight, folder
        folder.mkdir()
        self.template = SftpPlace(folder, server)
        deed.prepare(self.template)
        with_names = self.fresh(0)
        server.inject("", 0)
        assert deed.attempt(with_names) == 0
        self.requests = [line.partition(" ")[0] for line in server.seen()]
        assert live(with_names.files()) == deed.new

    def fresh(self, number: int) -> SftpPlace:
        shutil.rmtree(self.folder / "round", ignore_errors=True)
        return self.template.again(self.folder / "round" / str(number))

    def round(self, fault: str, at: int, *, on: bool = False) -> int | None:
        """One deed with one accident, judged; its exit code.

        Args:
            fault: what happens.
            at: to which request.
            on: to all requests from there on.
        """
        place = self.fresh(at)
        code: int | None
        if fault in KILLS:
            ended = in_a_child(self.deed, place, lambda pid: self.server.inject(fault, at, pid=pid))
            code = None if ended == KILLED else ended
        else:
            self.server.inject(fault, at, to=1_000_000 if on else at)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sftp, "STALL_S", 3.0 if fault in SILENCES else sftp.STALL_S)
                code = self.deed.attempt(place)
        # Judged over a server without a gate: it is the same folder, and the gate costs time.
        straight = SftpPlace(place.root.parent, self.straight)
        if fault == "late":
            self.late(straight, code)
        else:
            self.server.heal()
            judge(self.deed, straight, code)
        return code

    def late(self, place: SftpPlace, code: int | None) -> None:
        """The request is done when the deed was done again already."""
        judge(self.deed, place, code)
        self.server.heal()
        assert live(place.files()) == self.deed.new
        self.deed.do(place)
        assert place.leftovers() == []

    def rounds(self, faults: tuple[str, ...], ats: list[int], *, on: bool = False) -> Counter[str]:
        """Every fault at each of these requests; how often each exit code came."""
        codes: Counter[str] = Counter()
        for fault in faults:
            for at in ats:
                try:
                    code = self.round(fault, at, on=on)
                except Exception as error:
                    where = self.requests[at - 1] if at <= len(self.requests) else "beyond"
                    raise AssertionError(f"{self.deed.name}: {fault} at {at} ({where})") from error
                codes["killed" if code is None else str(code)] += 1
        return codes

    @property
    def every(self) -> list[int]:
        """Numbers of all requests."""
        return list(range(1, len(self.requests) + 1))

    @property
    def changes(self) -> list[int]:
        """Numbers of those that change something."""
        return [number for number, name in enumerate(self.requests, 1) if name in CHANGES]

    @property
    def decisive(self) -> list[int]:
        """The commit, twice, and a rename and a write before it."""
        renames = [number for number, name in enumerate(self.requests, 1) if name == "posix-rename"]
        writes = [number for number, name in enumerate(self.requests, 1) if name == "write"]
        return [renames[-1], writes[-2], renames[-1], renames[-2]]


@pytest.fixture
def scenes(tmp_path: Path, gated: GatedServer, ssh: SshServer, proof: Proof) -> Callable[[], Iterator[Scene]]:
    """The scene of a deployment; in torture of every deed."""
    memory = Path("/dev/shm")  # where there is one: `sync -f` of a disk would wait for everybody else's files

    def made() -> Iterator[Scene]:
        for number, deed in enumerate(DEEDS if proof.torture else (DEPLOY,)):
            with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
                yield Scene(deed, Path(folder) / str(number), gated, ssh)

    return made


@pytest.mark.proof
@pytest.mark.timeout(36_000)
def test_a_deployer_killed_at_any_request_leaves_old_or_new_and_the_next_one_heals(
    scenes: Callable[[], Iterator[Scene]], proof: Proof
) -> None:
    """Killed by SIGKILL before or after the server does what was asked for; in the usual run after every change."""
    codes: Counter[str] = Counter()
    requests: dict[str, int] = {}
    for scene in scenes():
        requests[scene.deed.name] = len(scene.requests)
        if proof.torture:
            codes += scene.rounds(KILLS, scene.every)
        else:
            codes += scene.rounds(("kill-done",), scene.changes)
    rounds = sum(codes.values())
    assert codes["killed"] > rounds * 0.9, codes
    proof.record("sftp-killed", rounds=rounds, killed=codes["killed"], wrong=0, requests=requests)


@pytest.mark.proof
@pytest.mark.timeout(36_000)
@pytest.mark.parametrize("kind", ["breaks", "answers", "answers-from-then-on", "silences"])
def test_an_accident_at_any_request_leaves_what_the_exit_code_says_and_running_again_heals(
    scenes: Callable[[], Iterator[Scene]], proof: Proof, kind: str
) -> None:
    """In torture at every request of a deployment, and some of them at every change of the other deeds; in the usual
    run each accident takes its turn at the commit and two other requests.
    """
    faults = {"breaks": BREAKS, "silences": SILENCES, "answers-from-then-on": LASTING}.get(kind, ANSWERS)
    on = kind.endswith("then-on")
    codes: Counter[str] = Counter()
    for scene in scenes():
        if scene.deed != DEPLOY:
            codes += scene.rounds(tuple(each for each in faults if each in SOME), scene.changes, on=on)
            continue
        if proof.torture:
            codes += scene.rounds(faults, scene.every, on=on)
            continue
        for turn, fault in enumerate(faults):
            codes += scene.rounds((fault,), [scene.decisive[turn % len(scene.decisive)]], on=on)
    assert {"20"} <= set(codes) <= {"0", "10", "20", "30", "-1"}, codes
    proof.record(f"sftp-{kind}", rounds=sum(codes.values()), wrong=0, codes=dict(codes))


def test_a_removal_that_the_server_gets_round_to_late_takes_nothing_from_a_newer_release(
    tmp_path: Path, gated: GatedServer, ssh: SshServer
) -> None:
    """The collector's connection is gone; meanwhile somebody deploys a release that needs one of the files again."""
    scene = Scene(next(deed for deed in DEEDS if deed.name == "gc"), tmp_path / "gc", gated, ssh)
    again = Bank().package(version=3, seq=SEQ + 20)
    names = ("posix-rename", "remove")
    # After the question whether files can be replaced, and the lock; of those that follow, the first ones, because the
    # others are under way at the same time and wait with them.
    removals = [number for number, name in enumerate(scene.requests, 1) if name in names][2:5]
    kept = 0
    for at in removals:
        place = scene.fresh(at)
        gated.inject("late", at)
        code = scene.deed.attempt(place)
        outcome = SftpPlace(place.root.parent, ssh).deploy(again)
        kept += len(outcome.plan.kept)
        gated.heal()
        assert live(place.files()) == (3, "active"), (at, code)
    assert kept > len(removals) * 2, "nothing of the first release lay there any more, so nothing was tried"
