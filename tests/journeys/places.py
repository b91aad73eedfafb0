"""A customer's own servers that no ``handrail watch`` looks after: a content server, a bank that points to it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from journeys.conftest import Demo, NewPerson, Person, free_port_base, running


@dataclass
class Place:
    """Both servers run.

    Attributes:
        root: the document root; empty at first.
        url: the self-hosted URL.
        bank: address of the bank.
    """

    root: Path
    url: str
    bank: str

    def visitor(self, person: NewPerson, locale: str = "en-GB") -> Person:
        """Somebody who was never here before and reaches these two servers, nothing else."""
        return person({self.bank, self.url}, locale)


@contextmanager
def content_server(root: Path) -> Iterator[str]:
    """Serve a document root; gives its address."""
    port = free_port_base(1)
    url = f"http://127.0.0.1:{port}"
    with running("handrail.demo.server", "--port", str(port), "--root", str(root), ready=url):
        yield url


@contextmanager
def own_place(demo: Demo, folder: Path) -> Iterator[Place]:
    """The demo's bank once more, with the snippet of a content server of its own."""
    root = folder / "document-root"
    with ExitStack() as stack:
        url = stack.enter_context(content_server(root))
        snippet = json.loads((demo.data / "demo/snippet-production.json").read_text())
        config = folder / "snippet.json"
        config.write_text(json.dumps({**snippet, "self_hosted_url": url}))
        port = free_port_base(1)
        bank = f"http://127.0.0.1:{port}"
        stack.enter_context(running("handrail.demo.bank", "--port", str(port), "--config", str(config), ready=bank))
        yield Place(root, url, bank)
