"""Handrail's side: signed releases, made by the product's own compiler and publisher, laid on a content server."""

import json
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.served import NO_STORE, File, Site
from benchmarks.peers.subjects import HERE, Subject

from journeys.sdk_world import Publisher, sdk_file

IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
ALWAYS_ASK = {"Cache-Control": "no-cache"}
STEPS: list[dict[str, str]] = json.loads((HERE / "entries/steps.json").read_text())
ENGLISH = [{"name": "en", "displayName": "English"}]


def lay(site: Site, folder: Path, publisher: Publisher, content: Mapping[str, Any]) -> None:
    """Publish, and serve it with the headers of ``handrail serve-config``; ``pack`` compresses."""
    shutil.rmtree(folder, ignore_errors=True)
    files = publisher.publish(content)
    path, sdk, _ = sdk_file()
    for name, data in {**files, path: sdk}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    serve_folder(site, folder)


def pack(site: Site, folder: Path, asked: Collection[str]) -> None:
    """Compress what pages ask for, as the docs tell operators to compress all (which takes long for 20 languages)."""
    chosen = folder / "packed"
    for name in asked:
        target = chosen / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(site.files[name].plain)
    subprocess.run(["node", HERE / "compress.mjs", chosen], check=True)
    serve_folder(site, chosen)


def serve_folder(site: Site, folder: Path) -> None:
    loaded = Site()
    loaded.add_folder(folder, "")
    for name, file in loaded.files.items():
        headers = ALWAYS_ASK if name.startswith("/channel/") else IMMUTABLE
        site.files[name] = File(file.plain, file.brotli, headers)


def handrail(site: Site, publisher: Publisher, name: str = "handrail") -> Subject:
    """Its two lines as the console gives them; the tour begins by itself."""
    path, _, sri = sdk_file()
    preload = {
        "tag": "link",
        "rel": "preload",
        "as": "fetch",
        "crossorigin": "",
        "href": f"{site.origin}/{publisher.channel_name}",
    }
    snippet = {
        "tag": "script",
        "src": f"{site.origin}/{path}",
        "integrity": sri,
        "crossorigin": "",
        "data-key": publisher.application,
        "data-trust": publisher.trust,
        "data-self-hosted-url": site.origin,
    }
    advance = "probe.find('.panel .primary').click()"
    return Subject(name, "Handrail", (preload, snippet), ".panel", advance, wide=True, waits=True)


def tour(elements: Sequence[Mapping[str, Any]], languages: Sequence[Mapping[str, Any]] = ENGLISH) -> dict[str, Any]:
    """The same ten steps that the peers show, at captured elements."""
    steps = []
    for number, (step, anchor) in enumerate(zip(STEPS, elements, strict=True)):
        blocks = [
            {"block": "heading", "text": {"en": step["title"]}},
            {"block": "text", "text": {"en": step["text"]}},
        ]
        following = {} if number == len(STEPS) - 1 else {"next": f"s{number + 1}"}
        steps.append(
            {
                "step": "balloon",
                "id": f"s{number}",
                "element": anchor["id"],
                "blocks": blocks,
                "advance": [{"on": "nextButton"}],
                "waitS": 20,
                **following,
            }
        )
    walkthrough = {
        "id": "tour",
        "name": "Tour",
        "triggerKey": "tour",
        "autoPlay": {"trigger": {"on": "static"}, "frequency": {"often": "always"}},
        "content": {"kind": "walkthrough", "starts": ["s0"], "steps": steps},
    }
    return {"name": "Bank", "languages": list(languages), "elements": list(elements), "campaigns": [walkthrough]}


def posthog_server(site: Site) -> None:
    """What PostHog's own server answers to its library: settings, no flags, one tour."""
    tours = [
        {
            "id": f"step-{number}",
            "type": "element",
            "selector": step["target"],
            "useManualSelector": True,
            "progressionTrigger": "button",
            "content": None,
            "contentHtml": f"<h2>{step['title']}</h2><p>{step['text']}</p>",
            "buttons": {"primary": {"text": "Next", "action": "next_step"}},
        }
        for number, step in enumerate(STEPS)
    ]
    tour = {"id": "tour", "name": "Tour", "tour_type": "tour", "auto_launch": True, "steps": tours}
    dates = {"start_date": "2020-01-01T00:00:00Z", "end_date": None, "display_frequency": "always"}
    settings = {"supportedCompression": [], "productTours": True, "hasFeatureFlags": False, "surveys": False}
    answers: dict[str, object] = {
        "/posthog/array/key/config": settings,
        "/posthog/flags/": {"flags": {}, "errorsWhileComputingFlags": False},
        "/posthog/api/product_tours/": {"product_tours": [{**tour, **dates}]},
        "/posthog/e/": {"status": 1},
        "/posthog/i/v0/e/": {"status": 1},
    }
    for path, answer in answers.items():
        site.files[path] = File(json.dumps(answer).encode(), None, NO_STORE)
    site.files["/posthog/static/product-tours.js"] = site.files["/built/product-tours.js"]
    config = f"window._POSTHOG_REMOTE_CONFIG={{'key':{{config:{json.dumps(settings)},siteApps:[]}}}}"
    site.files["/posthog/array/key/config.js"] = File(config.encode(), None, NO_STORE)
