"""A large application: a thousand campaigns, two hundred segments, twenty languages, beside one of ten campaigns."""

from typing import Any

from benchmarks.peers.bench import Bench
from benchmarks.peers.browser import cpu_ms
from benchmarks.peers.content import tour

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sk"),
    *("hu", "ro", "bg", "el", "sv", "da", "fi", "et", "lv", "lt"),
)
SEGMENTS = 200


def large(bench: Bench, campaigns: int) -> dict[str, Any]:
    """The tour, and so many campaigns with an audience that this person is not in."""
    content = tour(bench.elements, [{"name": name, "displayName": name} for name in LANGUAGES])
    content["segments"] = [
        {
            "id": f"segment-{number}",
            "name": f"Segment {number}",
            "rule": {"variable": "attribute", "argument": "plan", "operator": "equals", "value": f"plan {number}"},
        }
        for number in range(SEGMENTS)
    ]
    content["attributes"] = [{"name": "plan"}]
    for number in range(campaigns - 1):
        blocks = [
            {"block": "heading", "text": {name: f"News {number} ({name})" for name in LANGUAGES}},
            {"block": "text", "text": {name: f"What is new in part {number}, told in {name}." for name in LANGUAGES}},
        ]
        content["campaigns"].append(
            {
                "id": f"campaign-{number}",
                "name": f"Campaign {number}",
                "audience": {
                    "all": [
                        {
                            "variable": "segment",
                            "argument": f"segment-{number % SEGMENTS}",
                            "operator": "isTrue",
                        },
                        {"variable": "path", "operator": "startsWith", "value": f"/part/{number}"},
                    ]
                },
                "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "onlyOnce"}},
                "content": {"kind": "announcement", "blocks": blocks},
            }
        )
    return content


def many(bench: Bench) -> None:
    """Size of the boot file, processor to the first step, requests, for ten campaigns and for a thousand."""
    subjects = {count: bench.publish(f"with-{count}", large(bench, count)) for count in (10, 1000)}
    for _ in range(bench.runs):
        for count, subject in subjects.items():
            with bench.opened() as window:
                before = window.metrics()
                window.inject(subject)
                bench.note("manyCpuMs", f"{count} campaigns", cpu_ms(before, window.metrics()))
                asked = [one for one in bench.content.asked if "/sdk/" not in one.path and "/channel/" not in one.path]
                bench.note("manyBootBytes", f"{count} campaigns", sum(one.bytes for one in asked))
                bench.note("manyRequests", f"{count} campaigns", len(asked))
