"""What is measured side by side: the floors, Handrail, and its peers at the versions of ``package.json``."""

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Tag = dict[str, str]


@dataclass(frozen=True)
class Subject:
    """Something that shows the same tour of ten steps.

    Attributes:
        name: short name, the key in the results.
        label: as tables name it, with its version.
        tags: the elements that a page's developers paste, in this order.
        painted: selector of its balloon, in the page or a shadow root.
        advance: a script that goes to the next step.
        wide: whether it is measured on the page of 10,000 elements, throttled and on a slow line as well.
        waits: whether it waits for an element that is not there yet.
    """

    name: str
    label: str
    tags: tuple[Tag, ...]
    painted: str
    advance: str = "bench.next()"
    wide: bool = False
    waits: bool = False


def version(package: str) -> str:
    """The pinned version of a peer."""
    return str(json.loads((HERE / "package.json").read_text())["dependencies"][package])


def script(name: str) -> Tag:
    return {"tag": "script", "src": f"/built/{name}.js"}


def style(name: str) -> Tag:
    return {"tag": "link", "rel": "stylesheet", "href": f"/built/{name}.css"}


def peer(name: str, label: str, package: str, painted: str, *, styled: bool = True, **more: bool) -> Subject:
    """A library of npm, bundled with its tour."""
    tags = (style(name), script(name)) if styled else (script(name),)
    return Subject(name, f"{label} {version(package)}", tags, painted, **more)


NOTHING = Subject("nothing", "the page alone", (), "")
FLOOR = Subject("floor", "floor", (script("floor"),), ".floor")
FLOOR_JSON = Subject("floor-json", "floor-json", (script("floor-json"),), ".floor", wide=True, waits=True)
PEERS = (
    peer("driver", "driver.js", "driver.js", ".driver-popover", wide=True, waits=True),
    peer("shepherd", "Shepherd", "shepherd.js", ".shepherd-element"),
    peer("intro", "Intro.js", "intro.js", ".introjs-tooltip"),
    peer("joyride", "React Joyride (+ React)", "react-joyride", ".react-joyride__tooltip", styled=False, waits=True),
    peer("hopscotch", "Hopscotch", "hopscotch", ".hopscotch-bubble"),
    peer("tourguide", "TourGuide.js", "@sjmc11/tourguidejs", ".tg-dialog"),
    peer("guidechimp", "GuideChimp", "guidechimp", ".gc-tooltip"),
    Subject(
        "posthog",
        f"PostHog + tours {version('posthog-js')}",
        (script("posthog-library"), script("posthog")),
        ".ph-tour-tooltip",
        wide=True,
    ),
)
