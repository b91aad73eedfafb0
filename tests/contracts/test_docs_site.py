"""The documentation as built: every page is reached from the first, every link and place in a page exists, and the
console serves it without asking another host for anything."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from handrail.applications.models.token import Scope
from handrail.console import static_files

ROOT = Path(__file__).parents[2]
OWN = {"genindex.html", "search.html"}
"""Pages that the generator adds."""


@dataclass
class Page(HTMLParser):
    """Links, loaded resources and ids of a page."""

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.ids |= {values[key] for key in ("id", "name") if key in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag in ("script", "img", "iframe", "source") and values.get("src"):
            self.loaded.append(values["src"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "preload", "icon", "shortcut icon"):
            self.loaded.append(values.get("href", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    built = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "docs", str(built)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    yield built


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    found: dict[str, Page] = {}
    for path in site.rglob("*.html"):
        page = Page()
        page.feed(path.read_text("utf-8"))
        found[path.relative_to(site).as_posix()] = page
    return found


def test_every_page_is_reached_from_the_first(pages: dict[str, Page]) -> None:
    reached, ahead = set(), ["index.html"]
    while ahead:
        name = ahead.pop()
        if name in pages and name not in reached:
            reached.add(name)
            ahead += [urldefrag(urljoin(name, each))[0] for each in pages[name].links]
    assert len(reached) > 30
    written = {
        path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in (ROOT / "docs").rglob("*.md")
    }
    assert written - reached == set()


def test_every_link_leads_to_a_place_that_exists(site: Path, pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        if name in OWN:
            continue
        for link in page.links:
            target, place = urldefrag(urljoin(name, link))
            if re.match(r"[a-z]+:", link):
                continue
            there = (site / unquote(target)).is_file()
            if not there or (place and target in pages and unquote(place) not in pages[target].ids):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_no_page_loads_anything_from_another_host(pages: dict[str, Page]) -> None:
    loaded = [each for page in pages.values() for each in page.loaded]
    assert len(loaded) > 100
    assert [each for each in loaded if re.match(r"[a-z]+:|//", each) and not each.startswith("data:")] == []


def test_the_console_serves_it_in_a_sandbox(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "DOCS", site)
    viewer = static_files.StaticFiles(lambda request: HttpResponse(status=404))
    for address in ("/help/", "/help/security/incident.html", "/help/how-to/serve.html"):
        answer = viewer(RequestFactory().get(address))
        assert (answer.status_code, answer["Content-Security-Policy"]) == (200, static_files.DOCS_POLICY)
    assert viewer(RequestFactory().get("/help/not-there.html")).status_code == 404


def test_every_scope_that_the_docs_name_exists() -> None:
    named = set()
    for page in (ROOT / "docs").rglob("*.md"):
        named |= set(re.findall(r"`([a-z]+:(?:read|write))`", page.read_text("utf-8")))
    assert named
    assert named <= {each.value for each in Scope}


def test_the_help_of_each_page_of_the_console_exists() -> None:
    named = set()
    for template in (ROOT / "src/handrail/console").rglob("*.html"):
        named |= set(re.findall(r"/help/([a-z/-]+)\.html", template.read_text("utf-8")))
    assert named
    assert [name for name in named if not (ROOT / "docs" / f"{name}.md").is_file()] == []
