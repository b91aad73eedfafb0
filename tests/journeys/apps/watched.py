"""What is asserted of a widget of ours in somebody else's page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from journeys.conftest import Person
from journeys.seen import Node

AXE = (Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js").read_text()
NEAR = 60
KEEP_ROOTS = """
(() => {
  // Our roots are closed and stay so; only while axe looks are they shown to it.
  const roots = new WeakMap(), native = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = native.call(this, options)
    roots.set(this, root)
    return root
  }
  window.showRoots = (show) => {
    for (const host of ours(document)) {
      if (show) Object.defineProperty(host, 'shadowRoot', { value: roots.get(host), configurable: true })
      else delete host.shadowRoot
    }
  }
  const ours = (root) => [...root.querySelectorAll('[data-handrail-ui]')].filter((host) => roots.has(host))
})()
"""

Box = dict[str, float]


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds in what is ours: rule and markup."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE} }} }}")
    found: list[str] = page.evaluate(
        """async () => {
          showRoots(true)
          try {
            const { violations } = await axe.run({ include: [['[data-handrail-ui]']] })
            return violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' '))
          } finally { showRoots(false) }
        }"""
    )
    return found


def box_of(person: Person, node: Node) -> Box:
    """Where a node lies in the window."""
    cdp = person.page.context.new_cdp_session(person.page)
    try:
        quad = cdp.send("DOM.getBoxModel", {"backendNodeId": node.backend_id})["model"]["border"]
    finally:
        cdp.detach()
    left, top = min(quad[0::2]), min(quad[1::2])
    return {"x": left, "y": top, "width": max(quad[0::2]) - left, "height": max(quad[1::2]) - top}


HIT = """([x, y]) => {
  let hit = document.elementFromPoint(x, y)
  while (hit?.shadowRoot) hit = hit.shadowRoot.elementFromPoint(x, y)
  return hit === null ? 'nothing' : hit.hasAttribute('data-handrail-ui') ? 'ours' : hit.outerHTML.slice(0, 200)
}"""


def painted(person: Person, node: Node) -> None:
    """Assert that who presses on the middle of it presses it, and nothing of the page, once the page came to rest."""
    found: object = None
    for _ in range(50):
        try:
            box = box_of(person, person.sees.wait(node.role, node.name))
        except Error:  # It was moved to another place of the page at this very moment.
            continue
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        found = person.page.evaluate(HIT, middle)
        if found == "ours":
            return
        person.page.wait_for_timeout(100)
    raise AssertionError(f"in the middle of {node.role} {node.name!r} there is {found}")


def is_near(ours: Box, theirs: Any) -> bool:
    """Whether a widget lies beside the element that it speaks about, not over a far part of the page."""
    assert theirs is not None, "the element is not drawn"
    across = max(theirs["x"] - ours["x"] - ours["width"], ours["x"] - theirs["x"] - theirs["width"], 0)
    down = max(theirs["y"] - ours["y"] - ours["height"], ours["y"] - theirs["y"] - theirs["height"], 0)
    return bool(across <= NEAR and down <= NEAR)
