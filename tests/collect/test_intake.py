"""The event intake over real HTTP: what is taken, what is refused with which words, what browsers need to hear."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collect.running import PAGE, Collector, batch, event
from handrail.collect.intake import MAX_BATCH_BYTES


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    with Collector(tmp_path_factory.mktemp("events")) as running:
        yield running


def test_a_batch_is_kept_with_the_time_of_its_arrival_and_nothing_that_the_schema_does_not_name(
    collector: Collector,
) -> None:
    before = time.time()
    answer = collector.send(batch(event(), event("surveyAnswer", name="likely", properties={"value": 9}), user="u7"))
    assert (answer.status_code, answer.content) == (204, b"")
    line = collector.kept()[-1]
    assert before * 1000 - 1 <= line.pop("received") <= time.time() * 1000
    assert line == batch(event(), event("surveyAnswer", name="likely", properties={"value": 9}), user="u7")


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        (b"", 400, "collect.invalid", "the whole"),
        (b"no json", 400, "collect.invalid", "the whole"),
        (b"\xff\xfe", 400, "collect.invalid", "the whole"),
        (batch(event("conversion")), 400, "collect.invalid", "events.0.type"),
        (batch(event(at=-1)), 400, "collect.invalid", "events.0.at"),
        (batch(event(properties={"a": {"b": 1}})), 400, "collect.invalid", "events.0.properties.a"),
        (batch(event(), cookie="x"), 400, "collect.invalid", "cookie"),
        (batch(event(), format=2), 400, "collect.invalid", "format"),
        (batch(*[event()] * 101), 400, "collect.invalid", "events"),
        (b" " * (MAX_BATCH_BYTES + 1), 413, "collect.too-large", str(MAX_BATCH_BYTES)),
    ],
)
def test_what_is_no_batch_is_refused_in_words_and_nothing_of_it_is_kept(
    collector: Collector, body: Any, status: int, code: str, words: str
) -> None:
    kept = len(collector.kept())
    answer = collector.send(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert words in answer.json()["message"]
    assert len(collector.kept()) == kept


def test_a_hundred_events_of_the_greatest_size_fit(collector: Collector) -> None:
    assert collector.send(batch(*[event(properties={"note": "x" * 2300})] * 100)).status_code == 204


def test_browsers_hear_what_they_ask_for(collector: Collector) -> None:
    answer = collector.send(batch(event()))
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers
    asked = collector.client.options(collector.url, headers={"origin": PAGE, "access-control-request-method": "POST"})
    assert asked.status_code == 204 and asked.headers["access-control-allow-methods"] == "POST"
    assert collector.send(batch(event()), origin="null").status_code == 204


def test_pages_of_others_are_refused_and_read_nothing(collector: Collector) -> None:
    kept = len(collector.kept())
    answer = collector.send(batch(event()), origin="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "collect.origin")
    assert "access-control-allow-origin" not in answer.headers
    assert len(collector.kept()) == kept


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("PUT", "/h/in", 405), ("POST", "/h", 404)])
def test_nothing_else_is_there(collector: Collector, method: str, path: str, status: int) -> None:
    assert collector.client.request(method, f"http://127.0.0.1:{collector.port}{path}").status_code == status


def test_a_text_with_line_breaks_stays_one_line(collector: Collector) -> None:
    assert collector.send(batch(event(properties={"answer": "one\ntwo\u2028three"}))).status_code == 204
    assert collector.kept()[-1]["events"][0]["properties"]["answer"] == "one\ntwo\u2028three"


def test_a_folder_that_cannot_be_used_is_told_before_anything_is_started(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    collector = Collector(tmp_path / "file" / "events")
    collector.process.wait(30)
    assert collector.process.returncode == 10
    collector.end()
    collector.client.close()


def test_the_schema_and_the_reader_agree_on_every_type_of_event(collector: Collector) -> None:
    from typing import get_args

    from handrail.schema.base import EventType

    for kind in get_args(EventType):
        assert collector.send(batch(event(kind))).status_code == 204, kind
    assert {line["events"][0]["type"] for line in collector.kept()} >= set(get_args(EventType))
    assert json.dumps(collector.kept())
