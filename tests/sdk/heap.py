"""What objects a page holds, by V8's own snapshot."""

import json
from collections import Counter

from playwright.sync_api import Page

OBJECTS = ("object", "closure", "regexp", "concatenated string", "sliced string", "symbol")


def objects_in(page: Page) -> int:
    """Bytes of JavaScript objects in the page, after garbage was collected."""
    session = page.context.new_cdp_session(page)
    for _ in range(4):
        session.send("HeapProfiler.collectGarbage")
    chunks: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.detach()
    snapshot = json.loads("".join(chunks))
    meta = snapshot["snapshot"]["meta"]
    fields, types = meta["node_fields"], meta["node_types"][0]
    kind, name, size = (fields.index(each) for each in ("type", "name", "self_size"))
    # Other arrays are the engine's: properties of the browser's prototypes, compiled patterns.
    elements = snapshot["strings"].index("(object elements)")
    nodes, width = snapshot["nodes"], len(fields)
    sizes: Counter[str] = Counter()
    for at in range(0, len(nodes), width):
        sizes["elements" if nodes[at + name] == elements else types[nodes[at + kind]]] += nodes[at + size]
    assert sizes["object"] > 0
    assert sizes["elements"] > 0
    return sum(sizes[each] for each in (*OBJECTS, "elements"))
