"""The log keeps what it acknowledged: killed at any moment, with a full disk, with several writers, over the hours."""

import asyncio
import json
import os
import signal
import threading
from pathlib import Path

import pytest

from collect.running import Collector, batch, event
from handrail.collect.errors import FolderRefusedError, LogFailedError
from handrail.collect.log import EventLog, read_lines


@pytest.mark.parametrize("after", [1, 20, 60])
def test_everything_acknowledged_is_there_after_sigkill(tmp_path: Path, after: int) -> None:
    acknowledged: list[int] = []
    with Collector(tmp_path) as collector:

        def send() -> None:
            for number in range(10_000):
                try:
                    if collector.send(batch(event(name=str(number)))).status_code == 204:
                        acknowledged.append(number)
                except Exception:
                    return

        sender = threading.Thread(target=send)
        sender.start()
        while len(acknowledged) < after:
            assert sender.is_alive()
        collector.end(signal.SIGKILL)
        sender.join()
    kept = [int(line["events"][0]["name"]) for line in collector.kept()]
    assert len(acknowledged) >= after
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1


def test_a_full_disk_is_answered_so_that_the_sdk_keeps_the_events_and_the_log_stays_whole(tmp_path: Path) -> None:
    with Collector(tmp_path, file_limit=3000) as collector:
        answers = [collector.send(batch(event(name=str(n), properties={"t": "x" * 400}))) for n in range(40)]
        good = [n for n, answer in enumerate(answers) if answer.status_code == 204]
        bad = [answer for answer in answers if answer.status_code != 204]
        assert bad and {answer.status_code for answer in bad} == {503}
        assert {answer.json()["code"] for answer in bad} == {"collect.not-kept"}
        names = [int(json.loads(line)["events"][0]["name"]) for line in read_lines(tmp_path, 0)]
        assert names == good


def run(folder: Path, lines: list[bytes], clock: list[float]) -> None:
    async def write() -> None:
        log = EventLog(folder, lambda: clock[0])
        await asyncio.gather(*(log.append(line) for line in lines))
        clock[0] += 3600
        await log.append(b'"next hour"')
        await log.close()

    asyncio.run(write())


def test_lines_that_come_at_once_share_a_write_and_every_hour_has_its_file(tmp_path: Path) -> None:
    lines = [str(n).encode() for n in range(500)]
    run(tmp_path, lines, [7200.0])
    files = sorted(path.name.split("-")[1] for path in tmp_path.iterdir())
    assert files == ["2", "3"]
    assert list(read_lines(tmp_path, 0)) == [*lines, b'"next hour"']
    assert list(read_lines(tmp_path, 10_800)) == [b'"next hour"']


def test_several_collectors_share_a_folder(tmp_path: Path) -> None:
    for _ in range(3):
        run(tmp_path, [b"1"], [7200.0])
    assert len(list(read_lines(tmp_path, 0))) == 6


def test_half_a_line_is_passed_over_and_other_files_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "events-2-x.jsonl").write_bytes(b"1\n2")
    (tmp_path / "events-x.jsonl").write_bytes(b"3\n")
    (tmp_path / "notes.txt").write_bytes(b"4\n")
    assert list(read_lines(tmp_path, 0)) == [b"1"]
    assert list(read_lines(tmp_path / "absent", 0)) == []


def test_a_broken_disk_is_told_to_everybody_who_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    async def write() -> list[object]:
        log = EventLog(tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fdatasync", fail)
            answers: list[object] = list(
                await asyncio.gather(*(log.append(b"1") for _ in range(5)), return_exceptions=True)
            )
        await log.append(b"2")
        await log.close()
        return answers

    answers = asyncio.run(write())
    assert [type(each) for each in answers] == [LogFailedError] * 5
    assert list(read_lines(tmp_path, 0))[-1] == b"2"


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderRefusedError, match="choose another --data"):
        EventLog(tmp_path / "file")
