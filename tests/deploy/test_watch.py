"""The watch deploys what the console offers, by the same protocol; trusts nothing; and says what it sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.console_server import TOKEN, ConsoleServer
from deploy.place import FIRST, SECOND, Place
from handrail.deploy.console import Console
from handrail.deploy.errors import ConsoleRefusedError, ConsoleUnreachableError
from handrail.deploy.live import Live
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.deploy.watch import Watch, WatchOptions
from package.bank import SEQ, Bank, fixed_key


@pytest.fixture
def server() -> Iterator[ConsoleServer]:
    made = ConsoleServer()
    yield made
    made.close()


class Standing:
    """A watch that is stepped by hand."""

    def __init__(self, server: ConsoleServer, folder: Path, token: str = TOKEN, check_every_s: float = 0) -> None:
        self.place = Place(folder)
        self.place.root.mkdir(exist_ok=True)
        self.said: list[str] = []
        self.slept: list[float] = []
        self.console = Console(server.origin, "bank", "production", token)
        options = WatchOptions(
            deploy=self.place.options(application="bank", environment="production"),
            check_every_s=check_every_s,
            say=self.said.append,
            sleep=self.slept.append,
        )
        self.watch = Watch(self.console, self.place.target, options)
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
