"""A bundled app, 360 × 740 with touch: first start offline from its seed, newer content, deep links, back button.

What stands for a web view here is Chromium at the addresses that web views give to an app's files: ``file://``, an
origin that is ``null``, a ``data:`` page, and ``http://localhost``. No native container is run.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from journeys.conftest import Person, free_port_base, origin_of, people, running, wait_until
from journeys.sdk_world import SDK_ROOT, World, running_world, sdk_file, serve
from journeys.test_sdk_smoke import application, balloon, element, greeting, tour

ROOT = Path(__file__).parents[2]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
BACK = "document.dispatchEvent(new Event('backbutton'))"
PLACES = ("file", "opaque", "data", "localhost")


@dataclass
class App:
    """The example app, built for a place, beside the content server that it knows.

    Attributes:
        world: its content server; what was published there first is the app's seed.
        addresses: place → the page's address there.
    """

    world: World
    addresses: dict[str, str] = field(repr=False)


def content(text: str) -> dict[str, Any]:
    steps = [balloon("one", "iban", "Whom to pay", [{"on": "nextButton"}], None)]
    asked = {"kind": "announcement", "blocks": [{"block": "heading", "text": {"en": "Ask us"}}]}
    help_ = {"id": "help", "name": "Help", "mayStartByLink": True, "content": asked}
    at_home = {"variable": "fragment", "operator": "equals", "value": ""}
    return application(greeting(text, audience=at_home), tour(steps), help_, elements=[element("iban", "input")])


def build(folder: Path, world: World, *more: str, sdk: str = "handrail.mjs") -> Path:
    """The app's files, made as a developer makes them."""
    package = folder / "package"
    for name, data in world.files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes(data)
    publisher = world.publisher
    guidance = {"key": publisher.application, "trust": publisher.trust, "selfHostedUrl": world.content}
    (folder / "guidance.json").write_text(json.dumps({**guidance, "environment": publisher.environment}))
    given = {
        "sdk": SDK_ROOT / sdk_file(sdk)[0].removeprefix("sdk/"),
        "guidance": folder / "guidance.json",
        "package": package,
        "out": folder / "www",
    }
    options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    subprocess.run(["node", str(ROOT / "examples/hybrid/build.mjs"), *options, *more], check=True, cwd=ROOT)
    return folder / "www"


def in_one_page(www: Path) -> str:
    """The whole app as a ``data:`` address."""
    page = (www / "index.html").read_text()
    code = (www / "app.js").read_text().replace("</script", "<\\/script")
    page = page.replace('<script src="app.js"></script>', f"<script>{code}</script>")
    return "data:text/html;base64," + base64.b64encode(page.encode()).decode()


def files_of(www: Path, **headers: str) -> Callable[[str], tuple[int, dict[str, str], bytes]]:
    def answer(path: str) -> tuple[int, dict[str, str], bytes]:
        found = www / (path.split("?", maxsplit=1)[0].lstrip("/") or "index.html")
        if not found.is_file():
            return 404, {}, b""
        return 200, {"Content-Type": TYPES[found.suffix], **headers}, found.read_bytes()

    return answer


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_world() as world:
        world.publish(content("In the app"))
        as_data = build(tmp_path_factory.mktemp("data"), world, "--seed-as-data")
        # A data: page is no secure context.
        own = build(tmp_path_factory.mktemp("own"), world, "--seed-as-data", sdk="handrail-http.mjs")
        beside = build(tmp_path_factory.mktemp("beside"), world)
        # An app's pages without an origin, as in a web view that shows them from memory.
        sandbox = {"Content-Security-Policy": "sandbox allow-scripts"}
        with serve(files_of(as_data, **sandbox)) as opaque, serve(files_of(beside)) as served:
            addresses = {
                "file": (as_data / "index.html").as_uri(),
                "opaque": opaque + "/index.html",
                "data": in_one_page(own),
                "localhost": served.replace("127.0.0.1", "localhost") + "/index.html",
            }
            yield App(world, addresses)


@pytest.fixture(scope="module")
def holder(app: App, playwright: Playwright) -> Iterator[Person]:
    """Somebody with a phone and the app on it, out of reach of the content server."""
    with people(playwright) as make:
        yield make({origin_of(url) for url in app.addresses.values() if url.startswith("http")}, **PHONE)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, app: App, holder: Person) -> Iterator[str]:
    """Where the app's files lie; afterwards phone and content server are as they were."""
    seeded = dict(app.world.files)
    app.world.asked.clear()
    yield str(request.param)
    app.world.files = seeded
    holder.egress.allowed.discard(app.world.content)
    holder.page.evaluate("try { localStorage.clear() } catch {}")
    assert not holder.errors
    assert set(holder.egress.refused) <= {app.world.content}


def tap(someone: Person, role: str, name: str) -> None:
    someone.page.touchscreen.tap(*someone.sees.middle(someone.sees.wait(role, name)))


def start(app: App, someone: Person, place: str) -> None:
    """Start the app anew, as after it was ended."""
    someone.page.goto("about:blank")
    someone.page.goto(app.addresses[place])


def started(app: App, someone: Person, place: str) -> None:
    start(app, someone, place)
    someone.sees.wait("dialog", "In the app")
    tap(someone, "button", "Fine")
    someone.sees.wait_gone("dialog", "In the app")


def test_the_places_are_what_they_stand_for(app: App, holder: Person, place: str) -> None:
    start(app, holder, place)
    null, secure = {"file": (True, True), "opaque": (True, True), "data": (True, False), "localhost": (False, True)}[
        place
    ]
    assert holder.page.evaluate("[origin === 'null', isSecureContext, innerWidth]") == [null, secure, 360]
    # What a page without an origin cannot do, and why its seed comes as data.
    fetched = holder.page.evaluate("fetch('app.css').then((answer) => answer.ok, () => false)")
    assert fetched is (place == "localhost")


def test_a_first_start_without_network_shows_the_seed_and_a_newer_release_wins(
    app: App, holder: Person, place: str
) -> None:
    started(app, holder, place)
    assert app.world.asked == []
    seen = holder.page.evaluate("ABBI.diagnose()")
    assert (seen["verified"], seen["release"]) == (True, 1)

    app.world.publish(content("From the server"))
    holder.egress.allowed.add(app.world.content)
    start(app, holder, place)
    holder.sees.wait("dialog", "From the server")
    holder.egress.allowed.discard(app.world.content)
    start(app, holder, place)
    # Where the web view lets the app store nothing, each start is a first one.
    remembers = place in {"file", "localhost"}
    holder.sees.wait("dialog", "From the server" if remembers else "In the app")
    assert holder.page.evaluate("ABBI.diagnose().remembers") is remembers


def test_a_seed_that_was_changed_shows_nothing(app: App, holder: Person, tmp_path: Path) -> None:
    www = shutil.copytree(Path(urlsplit(app.addresses["file"]).path).parent, tmp_path / "www")
    code = (www / "app.js").read_text()
    assert code.count("In the app") >= 1
    (www / "app.js").write_text(code.replace("In the app", "Give a PIN"))
    holder.page.goto((www / "index.html").as_uri())
    wait_until("it is said", lambda: "sdk.blob" in str(holder.page.evaluate("ABBI.diagnose().problems")))
    assert not [node for node in holder.sees.nodes() if node.role == "dialog" or "PIN" in node.name]
    assert holder.page.title() == "Bank"


def test_deep_links_start_what_they_name_and_the_back_button_closes_it_first(
    app: App, holder: Person, place: str
) -> None:
    started(app, holder, place)
    holder.page.evaluate("handleOpenURL('bank://1.0/trigger_campaign/help')")
    holder.sees.wait("dialog", "Ask us")
    holder.page.evaluate(BACK)
    holder.sees.wait_gone("dialog", "Ask us")
    holder.sees.wait("heading", "Accounts")
    if place == "data":
        return  # Chromium lets no data: page change its address: an app there draws its screens without.
    holder.page.evaluate("handleOpenURL('bank://open/more')")
    holder.sees.wait("heading", "More")
    holder.page.evaluate("handleOpenURL('bank://1.0/trigger_campaign/tour?deeplink=%23%2Ftransfer')")
    holder.sees.wait("heading", "Transfer")
    balloon = holder.sees.wait("dialog", "Whom to pay")
    x, y = holder.sees.middle(balloon)
    assert 0 < x < 360 and 0 < y < 740
    holder.page.evaluate(BACK)
    holder.sees.wait_gone("dialog", "Whom to pay")
    assert holder.sees.find("heading", "Transfer")
    holder.page.evaluate(BACK)
    holder.sees.wait("heading", "More")
    # Already there: no page is loaded, and none need be.
    holder.page.evaluate("handleOpenURL('bank://1.0/trigger_campaign/help?deeplink=%23%2Fmore')")
    holder.sees.wait("dialog", "Ask us")
    tap(holder, "button", "Close")
    holder.sees.wait_gone("dialog", "Ask us")


def test_events_of_an_app_without_an_origin_reach_the_collector(app: App, holder: Person, tmp_path: Path) -> None:
    port = free_port_base(1)
    collector = f"http://127.0.0.1:{port}"
    command = ["handrail.cli", "collect", "--data", str(tmp_path), "--port", str(port), "--origin", "null"]
    app.world.publish(content("Counted"), overlay={"collector": f"{collector}/h/in"})
    holder.egress.allowed |= {app.world.content, collector}
    with running(*command, ready=f"{collector}/h/in"):
        for at in ("file", "opaque"):
            start(app, holder, at)
            holder.sees.wait("dialog", "Counted")
            tap(holder, "button", "Fine")
            holder.sees.wait_gone("dialog", "Counted")
            holder.page.goto("about:blank")

        def sessions() -> set[str]:
            lines = [line for file in tmp_path.rglob("*.jsonl") for line in file.read_text().splitlines()]
            events = [event for line in lines for event in json.loads(line)["events"]]
            return {event["session"] for event in events if event["type"] == "campaignClicked"}

        wait_until("events of both have arrived", lambda: len(sessions()) == 2)
