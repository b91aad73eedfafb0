"""Deployments to moto's S3 server: what they do, refuse and heal, and what lost requests leave."""

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from deploy.place import FIRST, SECOND, Place
from deploy.targets.racing import PAIR, race
from deploy.targets.s3_server import BUCKET, S3Server
from handrail.deploy.errors import (
    ChannelMovedError,
    CommitUnknownError,
    DeployError,
    ForeignChannelError,
    LockedError,
    LockLostError,
    TargetInvalidError,
)
from handrail.deploy.live import look
from handrail.deploy.pointing import point, rolled_back
from handrail.deploy.protocol import Outcome
from handrail.deploy.targets.lock_owner import LockOwner
from handrail.deploy.targets.s3 import S3Target
from handrail.errors import HandrailError
from handrail.package.archive import read_zip
from handrail.package.errors import SeqLowerError
from package.bank import NOW, Bank, fixed_key

CHANNEL = "channel/bank/production.json"
LOCK = ".handrail.lock"
OLD, NEW = read_zip(FIRST)[CHANNEL], read_zip(SECOND)[CHANNEL]


class S3Place(Place):
    """A prefix of a bucket."""

    def __init__(self, folder: Path, server: S3Server, prefix: str = "web") -> None:
        super().__init__(folder)
        self.server, self.prefix = server, prefix

    @property
    def target(self) -> S3Target:  # type: ignore[override]
        return S3Target(BUCKET, self.prefix, endpoint=self.server.endpoint)

    def files(self) -> Mapping[str, bytes]:
        below = f"{self.prefix}/"
        return {key[len(below) :]: data for key, data in self.server.objects().items() if key.startswith(below)}

    @property
    def live(self) -> bytes:
        return self.get(CHANNEL)

    def get(self, name: str) -> bytes:
        return self.server.client.get_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}")["Body"].read()

    def put(self, name: str, data: bytes) -> None:
        self.server.client.put_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}", Body=data)

    def remove(self, name: str) -> None:
        self.server.client.delete_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}")


@pytest.fixture(scope="module")
def running() -> Iterator[S3Server]:
    made = S3Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def place(tmp_path: Path, running: S3Server) -> S3Place:
    running.reset()
    return S3Place(tmp_path, running)


def test_a_package_becomes_live_object_by_object(place: S3Place) -> None:
    outcome = place.deploy(FIRST)
    assert outcome.committed
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}
    assert outcome.promise == "is as durable as the store"
    assert outcome.target == f"s3://guides/web at {place.server.endpoint}"
    again = place.deploy(FIRST)
    assert (again.committed, again.receipt, len(again.plan.kept)) == (False, None, 7)


def test_a_bucket_without_a_prefix_is_fine(place: S3Place) -> None:
    place.prefix = ""
    assert place.deploy(FIRST).committed
    assert place.server.objects().keys() == {n for n in read_zip(FIRST) if "/" in n}


def test_each_object_has_its_content_type_caching_and_checksum(place: S3Place) -> None:
    place.deploy(FIRST)
    puts = [request for request in place.server.requests if request[0] == "PUT"]
    seen = {}
    for name in place.files():
        head = place.server.client.head_object(Bucket=BUCKET, Key=f"web/{name}")
        kind = (name.partition("/")[0], name.rpartition(".")[2])
        seen[kind] = (head["ContentType"], head["CacheControl"])
    sent = {path: headers.get("x_amz_checksum_sha256", "") for method, path, headers in puts}
    for name, data in place.files().items():
        assert base64.b64decode(sent[f"/guides/web/{name}"]) == hashlib.sha256(data).digest()
    fixed = "public, max-age=31536000, immutable, no-transform"
    assert seen == {
        ("blobs", "json"): ("application/json", fixed),
        ("blobs", "png"): ("image/png", fixed),
        ("releases", "json"): ("application/json", fixed),
        ("sdk", "js"): ("text/javascript", "public, max-age=300, stale-while-revalidate=86400, no-transform"),
        ("channel", "json"): ("application/json", "no-cache, no-transform"),
    }


def test_only_the_channel_file_and_the_lock_are_put_under_conditions(place: S3Place) -> None:
    place.deploy(FIRST)
    place.server.requests.clear()
    place.deploy(SECOND)
    puts = [(path, headers) for method, path, headers in place.server.requests if method == "PUT"]
    conditional = {path for path, headers in puts if {"if_match", "if_none_match"} & headers.keys()}
    assert conditional == {f"/guides/web/{LOCK}", f"/guides/web/{CHANNEL}"}
    assert next(headers for path, headers in puts if path.endswith(CHANNEL))["if_match"].startswith('"')
    assert not any(method == "DELETE" and not path.endswith(LOCK) for method, path, _ in place.server.requests)


def test_an_object_with_other_bytes_is_healed(place: S3Place) -> None:
    place.deploy(FIRST)
    picture = next(name for name in place.files() if name.endswith(".png"))
    place.put(picture, b"tampered")
    outcome = place.deploy(FIRST)
    assert (outcome.plan.changed, outcome.committed) == ((picture,), False)
    assert dict(place.files()) == {n: d for n, d in read_zip(FIRST).items() if "/" in n}


def test_a_prefix_of_another_application_is_refused(place: S3Place) -> None:
    other = Bank(key=fixed_key("somebody else"))
    place.deploy(other.package(), trust=other.trust)
    before = place.files()
    with pytest.raises(ForeignChannelError):
        place.deploy(SECOND)
    assert place.files() == before


def test_roll_back_makes_the_older_release_live(place: S3Place) -> None:
    place.deploy(FIRST)
    place.deploy(SECOND)
    options = place.options(application="bank", environment="production")
    outcome = point(place.target, options, key=Bank().key, action="rollback", choose=rolled_back(None))
    assert (outcome.verdict.release.version, outcome.committed) == (1, True)
    with pytest.raises(SeqLowerError):
        place.deploy(SECOND)


@pytest.mark.parametrize("bucket", ["absent", "guides"])
def test_a_store_that_cannot_be_used_is_said(
    place: S3Place, bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if bucket == "guides":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    target = S3Target(bucket, "web", endpoint=place.server.endpoint)
    with pytest.raises(TargetInvalidError, match="NoSuchBucket" if bucket == "absent" else "credentials"):
        target.open(create=True)


def test_the_lock_names_its_owner_and_can_be_broken(place: S3Place) -> None:
    holder = place.target
    holder.open(create=False)
    with holder.lock(break_lock=False):
        with pytest.raises(LockedError, match=rf"process {os.getpid()} on .*, for 0 min"):
            place.deploy(FIRST)
        assert place.deploy(FIRST, break_lock=True).committed
        with pytest.raises(LockLostError):
            holder.check_lock()
    holder.close()
    assert place.deploy(SECOND).committed
    assert LOCK not in place.files()


def test_the_lock_of_an_ended_process_of_this_machine_is_taken_and_no_other(place: S3Place) -> None:
    me = LockOwner.me()
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    elsewhere = LockOwner(me.token, me.host, gone, me.since, "another system")
    place.put(LOCK, elsewhere.to_bytes())
    with pytest.raises(LockedError, match=f"process {gone} on"):
        place.deploy(FIRST)
    place.put(LOCK, LockOwner(me.token, me.host, gone, me.since, me.system).to_bytes())
    assert place.deploy(FIRST).committed


def test_a_lock_broken_meanwhile_stops_before_the_commit(place: S3Place) -> None:
    place.deploy(FIRST)

    def breaking(step: str, done: int, total: int) -> None:
        if step == "read back" and done == 1:
            place.deploy(PAIR[0], break_lock=True)

    with pytest.raises(LockLostError):
        place.deploy(SECOND, progress=breaking)
    assert place.live == read_zip(PAIR[0])[CHANNEL]


@pytest.mark.parametrize("meanwhile", ["replaced", "deleted", "made"])
def test_a_channel_file_that_changed_meanwhile_is_not_replaced(place: S3Place, meanwhile: str) -> None:
    """Somebody without the lock: the condition alone keeps them apart, down to the last request."""
    if meanwhile != "made":
        place.deploy(FIRST)
    other = read_zip(PAIR[0])[CHANNEL]
    done = []

    def at_the_commit(method: str, path: str) -> None:
        if method == "PUT" and path.endswith(CHANNEL) and not done:
            done.append(path)
            key = f"web/{CHANNEL}"
            backend = place.server.backend
            if meanwhile == "deleted":
                backend.delete_object(BUCKET, key)
            else:
                backend.put_object(BUCKET, key, other)

    place.server.before = at_the_commit
    with pytest.raises(ChannelMovedError) as failure:
        place.deploy(SECOND)
    assert failure.value.exit_code == 20
    assert done
    assert place.files().get(CHANNEL) == (None if meanwhile == "deleted" else other)


@pytest.mark.parametrize("way", ["ignores_conditions", "refuses_conditions"])
def test_a_store_without_conditions_is_said_and_still_has_a_lock(place: S3Place, way: str) -> None:
    setattr(place.server, way, True)
    outcome = place.deploy(FIRST)
    assert outcome.committed
    assert outcome.promise.endswith("two deployments at once are not kept apart (it ignores If-Match)")
    place.put(LOCK, LockOwner("t", "elsewhere", 4, LockOwner.me().since - 200, "x").to_bytes())
    with pytest.raises(LockedError, match="process 4 on elsewhere, for 3 min 2"):
        place.deploy(SECOND)
    assert place.deploy(SECOND, break_lock=True).committed


def test_of_two_racing_deployments_one_wins_and_the_other_is_told(tmp_path: Path, place: S3Place) -> None:
    told = []
    for turn in range(20):
        racers = [S3Place(tmp_path / f"{turn}-{number}", place.server, f"race{turn}") for number in range(2)]
        racers[0].deploy(FIRST)
        ended = race(*(lambda o=o, p=p: o.deploy(p) for o, p in zip(racers, PAIR, strict=True)))  # type: ignore[misc]
        winners = [number for number, end in enumerate(ended) if isinstance(end, Outcome)]
        assert len(winners) == 1, ended
        assert racers[0].live == read_zip(PAIR[winners[0]])[CHANNEL]
        told += [end.code for end in ended if isinstance(end, HandrailError)]
    assert len(told) == 20
    assert set(told) <= {"deploy.locked", "package.equivocation"}
    assert "deploy.locked" in told


def test_an_answer_lost_once_is_asked_for_again_and_harms_nothing(tmp_path: Path, place: S3Place) -> None:
    place.deploy(FIRST)
    total = requests_of_a_deployment(place)
    for at in sorted({1, 2, 3, *range(4, total, 12), *range(total - 7, total + 1)}):
        again = fresh(place, tmp_path / f"once{at}", f"once{at}")
        place.server.requests.clear()
        place.server.lose_from = place.server.lose_to = at
        place.server.delivered = True
        outcome = again.deploy(SECOND)
        place.server.lose_from = 0
        assert outcome.committed
        assert again.live == NEW
        assert LOCK not in again.files()


@pytest.mark.parametrize("delivered", [False, True], ids=["lost on the way", "their answers lost"])
def test_a_store_that_falls_silent_anywhere_leaves_old_or_new_and_running_again_heals(
    tmp_path: Path, place: S3Place, delivered: bool
) -> None:
    place.deploy(FIRST)
    total = requests_of_a_deployment(place)
    codes = set()
    for at in sorted({1, 3, total // 2, *range(total - 9, total + 1)}):
        again = fresh(place, tmp_path / f"silent{at}", f"silent{at}")
        place.server.requests.clear()
        place.server.lose_from, place.server.lose_to, place.server.delivered = at, 1_000_000, delivered
        try:
            again.deploy(SECOND)
            code = 0
        except CommitUnknownError:
            code = -1
        except DeployError as error:
            code = error.exit_code
        place.server.lose_from = 0
        assert (code, again.live) in {(10, OLD), (20, OLD), (-1, OLD), (-1, NEW), (30, NEW), (0, NEW)}, (at, total)
        codes.add(code)
        again.deploy(SECOND, break_lock=True)
        assert again.live == NEW
    assert {10, 20, -1, 30} <= codes


def requests_of_a_deployment(place: S3Place) -> int:
    again = fresh(place, place.root / "count", "count")
    place.server.requests.clear()
    again.deploy(SECOND)
    return len(place.server.requests)


def fresh(place: S3Place, folder: Path, prefix: str) -> S3Place:
    """A copy under another prefix, with an empty journal."""
    again = S3Place(folder, place.server, prefix)
    for name, data in place.files().items():
        again.put(name, data)
    return again


def test_a_look_reads_everything_that_is_live(place: S3Place) -> None:
    def seen() -> object:
        live = look(
            place.target, place.receipts, application="bank", environment="production", trust=Bank().trust, now=NOW
        )
        return live.state, live.release, [(each.file, each.what) for each in live.problems]

    assert seen() == ("missing", None, [(CHANNEL, "missing")])
    place.deploy(FIRST)
    assert seen() == ("live", 1, [])
    picture = next(name for name in place.files() if name.endswith(".png"))
    place.put(picture, b"tampered")
    place.remove("sdk/0.1.0/handrail.js")
    assert seen() == ("changed", 1, [(picture, "changed"), ("sdk/0.1.0/handrail.js", "missing")])
    place.server.requests.clear()
    place.server.lose_from = 3
    assert seen() == ("unreachable", None, [])
