"""Accidents at every request of a deployment to a store, on both sides, by a gate before a real server.

What holds afterwards is what S3's row of the targets promises: each object is whole, the old or the new release is
live as the exit code says, never anything mixed; doing it again heals, unasked; nothing is left lying there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from botocore.config import Config

from deploy.targets.deeds import DEEDS, DEPLOY, Deed, judge, live
from deploy.targets.killing import KILLED, in_a_child
from deploy.targets.places import S3Place
from deploy.targets.s3_server import ANSWERS, KILLS, SILENCES, Fault, S3Server
from handrail.deploy.targets import s3
from proof import Proof

FOR_GOOD = 1_000_000


class Scene:
    """A deed's document root, made once and copied to a prefix of its own for every round."""

    def __init__(self, deed: Deed, folder: Path, server: S3Server) -> None:
        server.reset()
        self.deed, self.server, self.folder, self.count = deed, server, folder, 0
        self.template = S3Place(folder, server)
        deed.prepare(self.template)
        place = self.fresh()
        server.requests.clear()
        assert deed.attempt(place) == 0
        self.requests = [method for method, _, _ in server.requests]
        assert live(place.files()) == deed.new

    def fresh(self) -> S3Place:
        self.count += 1
        return self.template.again(self.folder / str(self.count))

    def round(self, fault: Fault, at: int, times: int) -> int | None:
        """One deed with one accident, judged; its exit code, None when it was killed."""
        place = self.fresh()
        code: int | None
        if fault in KILLS:
            ended = in_a_child(self.deed, place, lambda pid: self.server.inject(fault, at, times=1, pid=pid))
            code = None if ended == KILLED else ended
        else:
            self.server.inject(fault, at, times)
            code = self.deed.attempt(place)
        self.server.heal()
        judge(self.deed, place, code)
        for name in place.files():
            place.remove(name)
        return code

    def rounds(self, faults: Sequence[Fault], ats: Sequence[int], times: int = 1) -> Counter[str]:
        """Every fault at each of these requests; how often each exit code came."""
        codes: Counter[str] = Counter()
        for fault in faults:
            for at in ats:
                try:
                    code = self.round(fault, at, times)
                except Exception as error:
                    where = self.requests[at - 1] if at <= len(self.requests) else "beyond"
                    raise AssertionError(f"{self.deed.name}: {fault} {times} times at {at} ({where})") from error
                codes["killed" if code is None else str(code)] += 1
        return codes

    @property
    def every(self) -> list[int]:
        """Numbers of all requests."""
        return list(range(1, len(self.requests) + 1))

    @property
    def changes(self) -> list[int]:
        """Numbers of those that change something."""
        return [number for number, method in enumerate(self.requests, 1) if method in ("PUT", "DELETE")]

    @property
    def decisive(self) -> list[int]:
        """The commit, twice, and a blob before it and the look after it."""
        commit = max(number for number, method in enumerate(self.requests, 1) if method == "PUT")
        blob = self.changes[self.changes.index(commit) - 1]
        return [commit, blob, commit, commit + 1]


@pytest.fixture
def scenes(tmp_path: Path, store: S3Server, proof: Proof) -> Callable[[], Iterator[Scene]]:
    """The scene of a deployment; in torture of every deed."""

    def made() -> Iterator[Scene]:
        for number, deed in enumerate(DEEDS if proof.torture else (DEPLOY,)):
            yield Scene(deed, tmp_path / f"deed{number}", store)

    return made


@pytest.mark.proof
@pytest.mark.timeout(36_000)
def test_a_deployer_killed_at_any_request_leaves_old_or_new_and_the_next_one_heals(
    scenes: Callable[[], Iterator[Scene]], proof: Proof
) -> None:
    """Killed by SIGKILL before or after the store does what was asked for; in the usual run after every change."""
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
    proof.record("s3-killed", rounds=rounds, killed=codes["killed"], wrong=0, requests=requests)


@pytest.mark.proof
@pytest.mark.timeout(36_000)
@pytest.mark.parametrize(("kind", "times"), [("once", 1), ("for-good", FOR_GOOD)])
def test_an_accident_at_any_request_leaves_what_the_exit_code_says_and_running_again_heals(
    scenes: Callable[[], Iterator[Scene]], proof: Proof, kind: str, times: int
) -> None:
    """In the usual run each accident takes its turn at the commit and two other requests."""
    codes: Counter[str] = Counter()
    for scene in scenes():
        if proof.torture:
            codes += scene.rounds(ANSWERS, scene.every, times)
            continue
        for turn, fault in enumerate(ANSWERS):
            codes += scene.rounds((fault,), [scene.decisive[turn % len(scene.decisive)]], times)
    assert ({"20", "-1"} if kind == "for-good" else {"20", "0"}) <= set(codes) <= {"0", "10", "20", "30", "-1"}, codes
    proof.record(f"s3-{kind}", rounds=sum(codes.values()), wrong=0, codes=dict(codes))


@pytest.mark.proof
@pytest.mark.timeout(36_000)
def test_a_store_that_does_not_answer_is_waited_for_in_bounded_time_and_leaves_what_the_exit_code_says(
    scenes: Callable[[], Iterator[Scene]], proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a shorter patience than the real one, and no second try."""
    impatient = {"read_timeout": 1, "retries": {"mode": "standard", "total_max_attempts": 1}}
    monkeypatch.setattr(s3, "Config", lambda **given: Config(**{**given, **impatient}))
    codes: Counter[str] = Counter()
    for scene in scenes():
        codes += scene.rounds(SILENCES, scene.every if proof.torture else scene.decisive[:1])
    assert set(codes) <= {"0", "10", "20", "30", "-1"}, codes
    assert codes["-1"], codes
    proof.record("s3-silences", rounds=sum(codes.values()), wrong=0, codes=dict(codes))
