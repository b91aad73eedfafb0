"""The two lines that an integrator pastes into the bank's pages, read from a small JSON file per environment."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path


@dataclass(frozen=True)
class Snippet:
    """What the console's page "Integrate" gives to the integrator of one environment.

    Attributes:
        key: the application's public id, the ``key`` of ``start()``.
        trust: the trust anchor ``<root version>.<hash>``.
        self_hosted_url: address of the content server, without a slash at the end.
        environment: name of the environment.
        sdk: path of the pinned script below ``self_hosted_url``, e.g. ``sdk/0.1.0/handrail.js``.
        integrity: its SRI value, ``sha384-…``.
        collector: address of the event intake; empty: events stay in the page.
    """

    key: str
    trust: str
    self_hosted_url: str
    environment: str
    sdk: str
    integrity: str
    collector: str = ""

    def html(self, language: str | None = None) -> str:
        """The two lines, ready for ``<head>``; ``language`` is the page's own, so that guidance follows it."""
        channel = f"{self.self_hosted_url}/channel/{self.key}/{self.environment}.json"
        options = {
            "key": self.key,
            "trust": self.trust,
            "self-hosted-url": self.self_hosted_url,
            "environment": self.environment,
            **({"language": language} if language else {}),
        }
        data = " ".join(f'data-{name}="{escape(value)}"' for name, value in options.items())
        return (
            f'<link rel="preload" as="fetch" crossorigin href="{escape(channel)}">\n'
            f'<script src="{escape(f"{self.self_hosted_url}/{self.sdk}")}" integrity="{escape(self.integrity)}"'
            f" crossorigin defer {data}></script>\n"
        )


def read_snippet(path: Path | None) -> Snippet | None:
    """The snippet written to ``path``; nothing without a file, so that the bank also runs without guidance."""
    if path is None or not path.is_file():
        return None
    return Snippet(**json.loads(path.read_text("utf-8")))


def write_snippet(path: Path, snippet: Snippet) -> None:
    """Write the file that ``read_snippet`` reads; readers see the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(vars(snippet), indent=2) + "\n", "utf-8")
    fresh.replace(path)
