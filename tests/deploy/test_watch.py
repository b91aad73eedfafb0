"""The watch deploys what the console offers, by the same protocol; trusts nothing; and says what it sees."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.place import FIRST, SECOND, Place
from handrail.deploy.console import Console
from handrail.deploy.errors import ConsoleRefusedError, ConsoleUnreachableError, NoSpaceError, WriteFailedError
from handrail.deploy.live import Live
from handrail.deploy.locations import Locations
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.deploy.watch import Watch, WatchOptions
from handrail.package.keys import SigningKey
from package.bank import NOW, SEQ, Bank, fixed_key


@pytest.fixture
def server() -> Iterator[ConsoleServer]:
    made = ConsoleServer()
    yield made
    made.close()


class Standing:
    """A watch that is stepped by hand."""

    def __init__(
        self,
        server: ConsoleServer,
        folder: Path,
        token: str = TOKEN,
        check_every_s: float = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: NOW,
        key: SigningKey | None = None,
        where: Locations | None = None,
    ) -> None:
        self.place = Place(folder)
        self.place.root.mkdir(exist_ok=True)
        self.said: list[str] = []
        self.slept: list[float] = []
        self.console = Console(server.origin, "bank", "production", token)
        options = WatchOptions(
            deploy=self.place.options(application="bank", environment="production", now=now),
            check_every_s=check_every_s,
            say=self.said.append,
            sleep=self.slept.append,
            clock=clock,
            key=key,
        )
        self.watch = Watch(self.console, where or self.place.target, options)
        self.live: Live = self.watch.look_and_report()

    def step(self) -> Live:
        self.live = self.watch.step(self.live)
        return self.live


@pytest.fixture
def standing(server: ConsoleServer, tmp_path: Path) -> Iterator[Standing]:
    made = Standing(server, tmp_path)
    yield made
    made.console.close()


def test_an_offer_is_deployed_and_reported(server: ConsoleServer, standing: Standing) -> None:
    assert server.reports[0]["state"] == "missing"
    server.offer(SEQ, 1, FIRST)
    live = standing.step()
    assert (live.state, live.release, live.seq) == ("live", 1, SEQ)
    assert standing.said[-1].startswith("release 1 live since ")
    report = server.reports[-1]
    assert report["source"] == "watch"
    assert (report["state"], report["release"], report["seq"], report["problems"]) == ("live", 1, SEQ, [])
    assert report["since"].endswith("Z")
    assert report["at"].endswith("Z")
    assert report["host"]


def test_a_target_that_somebody_else_deploys_to_is_tried_again(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    other = DirectoryTarget(standing.place.root)
    other.open(create=False)
    try:
        with other.lock(break_lock=False):
            assert standing.step().state == "missing"
    finally:
        other.close()
    assert any("Another deployment" in each for each in standing.said)
    assert all(report["state"] != "refused" for report in server.reports)
    assert standing.step().release == 1


def test_the_next_release_follows_and_nothing_is_deployed_twice(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    server.offer(SEQ + 10, 2, SECOND)
    assert standing.step().release == 2
    receipts = len(list(standing.place.receipts))
    standing.step()
    standing.step()
    assert len(list(standing.place.receipts)) == receipts == 2


def test_a_changed_file_is_named_and_repaired_on_request(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    picture = next(standing.place.root.glob("blobs/*.png"))
    right = picture.read_bytes()
    picture.write_bytes(b"tampered")
    live = standing.step()
    assert live.state == "changed"
    sentence = f"blobs/{picture.name} changed on the server at "
    assert sentence in standing.said[-1]
    assert "not shown to anybody; press Repair or run `handrail deploy`" in standing.said[-1]
    assert server.reports[-1]["problems"][0]["file"] == f"blobs/{picture.name}"
    assert server.reports[-1]["problems"][0]["what"] == "changed"
    server.repair = True
    assert standing.step().state == "live"
    assert picture.read_bytes() == right
    assert server.reports[-1]["state"] == "live"


def test_a_missing_file_and_a_changed_sdk_are_named(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    next(standing.place.root.glob("blobs/*.png")).unlink()
    (standing.place.root / "sdk/0.1.0/handrail.js").write_bytes(b"alert(1)")
    live = standing.step()
    assert {(p.file.split("/")[0], p.what) for p in live.problems} == {("blobs", "missing"), ("sdk", "changed")}


def test_a_tampered_and_a_rolled_back_channel_file_are_noticed(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    old = standing.place.channel.read_bytes()
    server.offer(SEQ + 10, 2, SECOND)
    standing.step()
    standing.place.channel.write_bytes(old)
    live = standing.step()
    assert live.state == "changed"
    assert "package.seq-lower" in live.message
    standing.place.channel.write_bytes(b"{}")
    assert standing.step().problems[0].file == "channel/bank/production.json"
    standing.place.channel.unlink()
    assert standing.step().state == "missing"
    assert standing.step().state == "missing", (
        "a deleted channel file is an emergency stop: nobody puts it back unasked"
    )
    server.repair = True
    assert standing.step().state == "live"


def test_what_the_console_offers_is_not_trusted(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    server.offer(SEQ + 2, 9, Bank(key=fixed_key("thief")).package(version=9, seq=SEQ + 2))
    live = standing.step()
    assert live.release == 1
    assert any("was not deployed" in s and "package.anchor-mismatch" in s for s in standing.said)
    assert "refused" in [each["state"] for each in server.reports]
    offers = len([s for s in standing.said if "was not deployed" in s])
    standing.step()
    assert len([s for s in standing.said if "was not deployed" in s]) == offers, "a refused offer is not tried again"
    server.offer(SEQ + 10, 2, SECOND)
    assert standing.step().release == 2


def test_a_console_that_is_away_does_not_stop_the_looks(server: ConsoleServer, standing: Standing) -> None:
    server.offer(SEQ, 1, FIRST)
    standing.step()
    server.status = 503
    live = standing.step()
    assert live.release == 1
    standing.step()
    assert standing.slept == [1.0, 2.0]
    assert any("cannot be reached: it answers 503" in s for s in standing.said)
    server.status = 200
    server.offer(SEQ + 10, 2, SECOND)
    assert standing.step().release == 2


def test_a_download_that_the_console_cannot_give_now_is_asked_for_again(
    server: ConsoleServer, standing: Standing
) -> None:
    server.package_status = 503
    server.offer(SEQ, 1, FIRST)
    assert standing.step().release is None
    assert any(
        "it answers 503. What is live stays live. [deploy.console-unreachable] It is" in s for s in standing.said
    )
    server.package_status = 200
    for _ in range(4):
        if standing.step().release == 1:
            break
        time.sleep(0.5)
    assert standing.live.release == 1, standing.said


def test_a_wrong_token_is_said(server: ConsoleServer, tmp_path: Path) -> None:
    standing = Standing(server, tmp_path, token="wrong")
    standing.step()
    assert any("the token is missing, unknown or expired" in s for s in standing.said)
    standing.console.close()


def test_a_console_that_answers_oddly_is_refused(server: ConsoleServer, tmp_path: Path) -> None:
    console = Console("http://127.0.0.1:9", "bank", "production", TOKEN)
    with pytest.raises(ConsoleUnreachableError):
        console.offer(0, 0)
    console.close()
    console = Console(server.origin, "bank", "production", TOKEN)
    with pytest.raises(ConsoleRefusedError, match="no such application"):
        console.package(5)
    console.close()


def test_a_document_root_that_is_away_is_said(server: ConsoleServer, standing: Standing) -> None:
    standing.place.root.rename(standing.place.root.with_name("gone"))
    assert standing.step().state == "unreachable"
    assert server.reports[-1]["state"] == "unreachable"


def test_a_location_that_is_away_is_waited_for_and_the_offer_is_taken_then(
    server: ConsoleServer, tmp_path: Path
) -> None:
    standing = Standing(server, tmp_path)
    away = standing.place.root.with_name("gone")
    standing.place.root.rename(away)
    standing.place.root.parent.chmod(0o755)
    blocker = standing.place.root
    blocker.write_bytes(b"not a folder")
    server.offer(SEQ, 1, FIRST)
    assert standing.step().state == "unreachable"
    assert any("It is tried again" in each for each in standing.said)
    assert server.reports[-1]["state"] == "unreachable"
    blocker.unlink()
    away.rename(standing.place.root)
    standing.step()
    for _ in range(3):
        if standing.live.release == 1:
            break
        time.sleep(0.5)
        standing.step()
    assert standing.live.release == 1, standing.said
    standing.console.close()


def test_a_full_disk_is_tried_again_after_longer_times_and_said_once(server: ConsoleServer, tmp_path: Path) -> None:
    clock = [0.0]
    standing = Standing(server, tmp_path, clock=lambda: clock[0])
    real = DirectoryTarget.put_all

    def full(*_: object) -> None:
        raise NoSpaceError(name="blobs/x", target="www")

    DirectoryTarget.put_all = full  # type: ignore[method-assign,assignment]
    tried = []
    try:
        server.offer(SEQ, 1, FIRST)
        for second in range(40):
            clock[0] = float(second)
            before = server.fetched
            standing.step()
            if server.fetched > before:
                tried.append(second)
    finally:
        DirectoryTarget.put_all = real  # type: ignore[method-assign]
    assert tried == [0, 1, 3, 7, 15, 31]
    assert [r["state"] for r in server.reports].count("refused") == 1
    clock[0] = 100.0
    assert standing.step().release == 1
    standing.console.close()


def test_a_console_that_goes_away_in_the_middle_of_a_package_is_asked_again(
    server: ConsoleServer, standing: Standing
) -> None:
    server.offer(SEQ, 1, FIRST)
    server.cut = True
    standing.step()
    assert any("was not deployed" in each and "It is tried again" in each for each in standing.said)
    server.cut = False
    standing.watch._retry_at = 0.0
    assert standing.step().release == 1


def test_a_watch_that_was_killed_goes_on_where_it_was(server: ConsoleServer, tmp_path: Path) -> None:
    server.offer(SEQ, 1, FIRST)
    first = Standing(server, tmp_path)
    assert first.step().release == 1
    first.console.close()
    again = Standing(server, tmp_path)
    receipts = len(list(again.place.receipts))
    assert again.step().release == 1
    assert len(list(again.place.receipts)) == receipts
    again.place.channel.unlink()
    fresh = Standing(server, tmp_path)
    assert fresh.step().state == "missing", "a deleted channel file stays deleted over a restart"
    for each in (again, fresh):
        each.console.close()


def test_with_the_pointer_key_the_pointer_is_renewed_ahead(server: ConsoleServer, tmp_path: Path) -> None:
    server.offer(SEQ, 1, FIRST)
    now = [NOW]
    standing = Standing(server, tmp_path, key=Bank().key, now=lambda: now[0])
    standing.step()
    now[0] = NOW + timedelta(days=19)
    live = standing.step()
    assert live.seq == SEQ
    now[0] = NOW + timedelta(days=21)
    live = standing.step()
    assert live.seq is not None
    assert live.seq > SEQ
    assert any("the pointer was renewed until 2027-01-15" in each for each in standing.said), standing.said
    now[0] = NOW + timedelta(days=90)
    live = standing.step()
    assert (live.state, live.release) == ("live", 1), "a machine that slept past the expiry renews as well"
    assert [each.action for each in standing.place.receipts][-2:] == ["heartbeat", "heartbeat"]
    standing.console.close()


def test_what_was_rolled_back_by_somebody_else_or_tampered_with_is_not_renewed(
    server: ConsoleServer, tmp_path: Path
) -> None:
    server.offer(SEQ, 1, FIRST)
    now = [NOW]
    standing = Standing(server, tmp_path, key=Bank().key, now=lambda: now[0])
    standing.step()
    old = standing.place.channel.read_bytes()
    server.offer(SEQ + 10, 2, SECOND)
    standing.step()
    newer = standing.place.channel.read_bytes()
    standing.place.channel.write_bytes(old)
    for days in (21, 45):
        now[0] = NOW + timedelta(days=days)
        standing.step()
        assert standing.place.channel.read_bytes() == old
    assert not any("was renewed" in each for each in standing.said)
    assert any("it is not renewed" in each for each in standing.said)
    standing.place.channel.write_bytes(newer)
    next(standing.place.root.glob("blobs/*.png")).write_bytes(b"tampered")
    now[0] = NOW + timedelta(days=25)
    assert standing.step().state == "changed"
    assert standing.place.channel.read_bytes() == newer
    standing.console.close()


def test_another_key_renews_nothing_and_says_so(server: ConsoleServer, tmp_path: Path) -> None:
    server.offer(SEQ, 1, FIRST)
    standing = Standing(server, tmp_path, key=fixed_key("thief"), now=lambda: NOW + timedelta(days=21))
    assert standing.step().seq == SEQ
    assert any("the pointer could not be renewed" in each for each in standing.said)
    standing.console.close()


def test_several_locations_are_deployed_to_and_looked_at_together(server: ConsoleServer, tmp_path: Path) -> None:
    roots = [tmp_path / name for name in ("web1", "web2")]
    for root in roots:
        root.mkdir()
    where = Locations(tuple(DirectoryTarget(root) for root in roots))
    standing = Standing(server, tmp_path, where=where)
    server.offer(SEQ, 1, FIRST)
    assert standing.step().state == "live"
    channels = [root / "channel/bank/production.json" for root in roots]
    assert channels[0].read_bytes() == channels[1].read_bytes()
    server.offer(SEQ + 10, 2, SECOND)
    old = channels[1].read_bytes()
    assert standing.step().release == 2
    channels[1].write_bytes(old)
    live = standing.step()
    assert live.state == "changed"
    assert str(roots[1]) in live.message
    server.repair = True
    assert standing.step().state == "live"
    assert channels[0].read_bytes() == channels[1].read_bytes()
    standing.console.close()


def test_one_location_that_fails_at_the_commit_is_finished_later(server: ConsoleServer, tmp_path: Path) -> None:
    roots = [tmp_path / name for name in ("web1", "web2")]
    for root in roots:
        root.mkdir()
    second = DirectoryTarget(roots[1])
    real = second.commit
    failing = [True]

    def commit(name: str, data: bytes, seq: int) -> None:
        if failing:
            raise WriteFailedError(name=name, target=second.name, reason="read-only file system")
        real(name, data, seq)

    second.commit = commit  # type: ignore[method-assign]
    standing = Standing(server, tmp_path, where=Locations((DirectoryTarget(roots[0]), second)))
    server.offer(SEQ, 1, FIRST)
    standing.step()
    assert any("deploy.partly-live" in each and "It is tried again" in each for each in standing.said)
    assert (roots[0] / "channel/bank/production.json").exists()
    assert not (roots[1] / "channel/bank/production.json").exists()
    failing.clear()
    standing.watch._retry_at = 0.0
    assert standing.step().state == "live"
    assert (roots[1] / "channel/bank/production.json").exists()
    standing.console.close()
