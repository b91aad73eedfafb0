"""The page that every subject guides through: cards of four elements, ten of them with a target."""

TARGETS = 10
LOOK = """body{margin:0;font:16px/1.5 system-ui;width:1100px}
main{display:grid;grid-template-columns:repeat(4,250px);gap:16px;padding:24px}
article{border:1px solid #ddd;border-radius:8px;padding:12px;height:150px}h2{margin:0;font-size:1em}"""


def page_of(elements: int, first: bool = True) -> bytes:
    """A page with so many elements.

    Args:
        elements: how many, to within four.
        first: whether the first target is there from the start.
    """
    cards = elements // 4
    every = max(1, min(cards // TARGETS, 7))
    parts = []
    for card in range(cards):
        target, rest = divmod(card, every)
        button = f"<button>Open {card}</button>"
        if rest == 0 and target < TARGETS:
            button = f'<button id="t{target}">Begin {target}</button>' if target or first else ""
        text = f"<p>What card {card} is about, in a line.</p>"
        parts.append(f"<article><h2>Card {card}</h2>{text}{button}</article>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bank</title>'
        f"<style>{LOOK}</style></head><body><main>{''.join(parts)}</main></body></html>"
    ).encode()
