"""A video in an announcement: played with captions where the page lets it, left out and told where it does not."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from journeys.apps.watched import KEEP_ROOTS, axe_findings
from journeys.conftest import Person, people, wait_until
from journeys.sdk_world import World, running_world, sdk_file
from journeys.test_attacks import WATCHED
from journeys.test_sdk_smoke import application, greeting, unharmed

VIDEOS = Path(__file__).parents[1] / "golden/videos"
CAPTIONS = {
    "en": "WEBVTT\n\nNOTE for who reads the file\n\n00:00.000 --> 00:05.000\n<b>Press</b> Pay &amp; wait\n",
    "de": "WEBVTT\n\n00:00.000 --> 00:05.000\nZahlen drücken\n",
}
VIDEO = "roots.flatMap((r) => [...r.querySelectorAll('video')])[0]"


@pytest.fixture
def world() -> Iterator[World]:
    with running_world() as started:
        started.html["/"] = "<h1>Accounts</h1>"
        yield started


@pytest.fixture(scope="module")
def window(playwright: Playwright) -> Iterator[Person]:
    with people(playwright) as make:
        someone = make(set())
        someone.context.add_init_script(WATCHED)
        someone.context.add_init_script(KEEP_ROOTS)
        yield someone


@pytest.fixture
def clerk(window: Person, world: World) -> Person:
    window.egress.allowed = {world.page, world.content}
    for kept in (window.violations, window.errors, window.egress.refused):
        kept.clear()
    return window


def publish(world: World, extension: str = "webm") -> str:
    """A greeting with a video; returns the file's name on the content server."""
    data = (VIDEOS / f"clip.{extension}").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    shown: dict[str, Any] = greeting("How to pay")
    label = {"en": "A payment is made", "de": "Eine Zahlung"}
    video = {"block": "video", "media": sha256, "label": label, "captions": CAPTIONS}
    shown["content"]["blocks"].insert(2, video)
    media = [{"sha256": sha256, "name": "clip", "extension": extension, "width": 160, "height": 90}]
    world.publish(application(shown, media=media), media={sha256: data})
    return f"blobs/{sha256}.{extension}"


def strict(world: World, more: str) -> str:
    """The strictest policy that the SDK runs under, and one directive more."""
    sri = sdk_file(world.script)[2]
    return (
        f"default-src 'none'; script-src '{sri}'; style-src 'none'; img-src 'self'; connect-src {world.content}; "
        f"require-trusted-types-for 'script'; trusted-types 'none'; {more}"
    )


@pytest.mark.parametrize("extension", ["webm", "mp4"])
def test_a_video_plays_by_keyboard_with_captions_in_the_readers_language(
    world: World, clerk: Person, extension: str
) -> None:
    world.headers["Content-Security-Policy"] = strict(world, f"media-src {world.content}")
    name = publish(world, extension)
    language = "de" if extension == "mp4" else "en"
    world.data["language"] = language
    clerk.page.goto(world.page)
    heading = {"en": "How to pay", "de": "Willkommen"}[language]
    clerk.sees.wait("dialog", heading)
    wait_until("the video is there", lambda: clerk.page.evaluate(f"{VIDEO}?.readyState ?? 0") >= 1)
    made = clerk.page.evaluate(f"(({{controls, autoplay, paused, src}}) => [controls, autoplay, paused, src])({VIDEO})")
    assert made == [True, False, True, f"{world.content}/{name}"]
    box = clerk.page.evaluate(f"(({{width, height}}) => [width, height])({VIDEO}.getBoundingClientRect())")
    assert box == [160, 90]
    track = clerk.page.evaluate(
        f"((t) => [t.kind, t.mode, ...[...t.cues].map((c) => [c.startTime, c.endTime, c.text])])({VIDEO}.textTracks[0])"
    )
    shown = {"en": "Press Pay &amp; wait", "de": "Zahlen drücken"}[language]
    assert track == ["captions", "showing", [0, 5, shown]]
    # With Tab to the video, with the space bar it plays.
    focused = f"{VIDEO}.getRootNode().activeElement?.localName"
    for _ in range(6):
        if clerk.page.evaluate(focused) == "video":
            break
        clerk.page.keyboard.press("Tab")
    assert clerk.page.evaluate(focused) == "video"
    clerk.page.keyboard.press("Space")
    wait_until("it plays", lambda: clerk.page.evaluate(f"{VIDEO}.currentTime") > 0.2)
    caption = clerk.page.evaluate(f"[...{VIDEO}.textTracks[0].activeCues].map((c) => c.getCueAsHTML().textContent)")
    assert caption == [{"en": "Press Pay & wait", "de": "Zahlen drücken"}[language]]
    assert axe_findings(clerk.page) == []
    clerk.sees.press("button", {"en": "Fine", "de": "Gut"}[language])
    clerk.sees.wait_gone("dialog", heading)
    unharmed(clerk)


@pytest.mark.parametrize("more", ["", "media-src 'self'"])
def test_a_page_whose_policy_does_not_let_videos_shows_the_rest_and_tells(
    world: World, clerk: Person, more: str
) -> None:
    world.headers["Content-Security-Policy"] = strict(world, more)
    name = publish(world)
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "How to pay")
    wait_until("the empty box is gone", lambda: clerk.page.evaluate(f"{VIDEO} === undefined"))
    assert clerk.sees.find("button", "Fine")
    assert "sdk.video" in clerk.page.evaluate("Handrail.diagnose().problems.join()")
    assert name not in world.asked
    # That the browser says so, once, is the test's own doing.
    assert len(clerk.violations) == 1
    clerk.violations.clear()
    unharmed(clerk)


def test_a_video_that_is_away_is_left_out_and_told(world: World, clerk: Person) -> None:
    world.headers["Content-Security-Policy"] = strict(world, f"media-src {world.content}")
    del world.files[publish(world)]
    clerk.page.goto(world.page)
    clerk.sees.wait("dialog", "How to pay")
    wait_until("the empty box is gone", lambda: clerk.page.evaluate(f"{VIDEO} === undefined"))
    assert "sdk.video" in clerk.page.evaluate("Handrail.diagnose().problems.join()")
    unharmed(clerk)
