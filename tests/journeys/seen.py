"""Looks at a page through the browser's accessibility tree, as a screen reader does, and presses what it finds.

Handrail's widgets live in closed shadow roots: selectors cannot reach into them, people can.
"""

import re
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

PATIENCE_S = 15


@dataclass(frozen=True)
class Node:
    """One node of the accessibility tree."""

    role: str
    name: str
    backend_id: int
    value: str = ""
    properties: dict[str, Any] = field(default_factory=dict)


class Seen:
    """What a person notices of one page."""

    def __init__(self, page: Page) -> None:
        """Open a line to the page's accessibility tree."""
        self.page = page
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("DOM.enable")

    def nodes(self) -> list[Node]:
        """Everything that is in the tree now."""
        self._cdp.send("DOM.getDocument", {"depth": 0})
        tree = self._cdp.send("Accessibility.getFullAXTree")["nodes"]
        return [
            Node(
                role=each["role"]["value"],
                name=each.get("name", {}).get("value", ""),
                backend_id=each.get("backendDOMNodeId", 0),
                value=str(each.get("value", {}).get("value", "")),
                properties={p["name"]: p["value"].get("value") for p in each.get("properties", [])},
            )
            for each in tree
            if not each.get("ignored")
        ]

    def find(self, role: str, name: str | re.Pattern[str]) -> list[Node]:
        """Nodes of a role whose name is (or matches) ``name``, in tree order."""
        return [
            node
            for node in self.nodes()
            if node.role == role and (node.name == name if isinstance(name, str) else name.search(node.name))
        ]

    def wait(self, role: str, name: str | re.Pattern[str], patience_s: float = PATIENCE_S) -> Node:
        """The first such node, once there is one."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            found = self.find(role, name)
            if found:
                return found[0]
            self.page.wait_for_timeout(100)
        shown = [(node.role, node.name) for node in self.nodes() if node.name]
        raise AssertionError(f"no {role} {name!r} within {patience_s} s on {self.page.url}; there is {shown[:80]}")

    def wait_gone(self, role: str, name: str | re.Pattern[str], patience_s: float = PATIENCE_S) -> None:
        """Until there is no such node."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if not self.find(role, name):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{role} {name!r} is still there after {patience_s} s")

    def middle(self, node: Node) -> tuple[float, float]:
        """The middle of a node in the window, scrolled into view."""
        self._cdp.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node.backend_id})
        quad = self._cdp.send("DOM.getBoxModel", {"backendNodeId": node.backend_id})["model"]["border"]
        return sum(quad[0::2]) / 4, sum(quad[1::2]) / 4

    def computed(self, node: Node) -> dict[str, str]:
        """The computed style of a node, in closed shadow roots too: property → value."""
        self._cdp.send("CSS.enable")
        self._cdp.send("DOM.getDocument", {"depth": 0})
        pushed = self._cdp.send("DOM.pushNodesByBackendIdsToFrontend", {"backendNodeIds": [node.backend_id]})
        found = self._cdp.send("CSS.getComputedStyleForNode", {"nodeId": pushed["nodeIds"][0]})
        return {each["name"]: each["value"] for each in found["computedStyle"]}

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        """Click the middle of the node with the mouse."""
        self.page.mouse.click(*self.middle(self.wait(role, name)))

    def fill(self, role: str, name: str | re.Pattern[str], text: str) -> None:
        """Replace what a field holds, by keys."""
        self.press(role, name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str | re.Pattern[str], option: str) -> None:
        """Choose an option of a select by typing its beginning."""
        node = self.wait("combobox", name)
        self._cdp.send("DOM.focus", {"backendNodeId": node.backend_id})
        self.page.keyboard.type(option)

    def ask(self, node: Node, function: str, *arguments: object) -> Any:
        """What a JavaScript function says whose ``this`` is the node, whatever root it is in."""
        handle = self._cdp.send("DOM.resolveNode", {"backendNodeId": node.backend_id})["object"]["objectId"]
        answer = self._cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": handle,
                "functionDeclaration": function,
                "arguments": [{"value": argument} for argument in arguments],
                "returnByValue": True,
            },
        )
        return answer["result"]["value"]

    def style(self, node: Node, *names: str) -> list[str]:
        """Computed style of a node, whatever root it is in."""
        read = (
            "function (...names) { const s = getComputedStyle(this); return names.map((n) => s.getPropertyValue(n)) }"
        )
        values: list[str] = self.ask(node, read, *names)
        return values

    def says(self, text: str | re.Pattern[str], patience_s: float = PATIENCE_S) -> Node:
        """A piece of text that is shown."""
        pattern = re.compile(re.escape(text)) if isinstance(text, str) else text
        return self.wait("StaticText", pattern, patience_s)
