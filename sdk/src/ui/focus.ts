const FOCUSABLE =
  'a[href],button:not([disabled]),input:not([disabled]):not([type=hidden]),select:not([disabled]),textarea:not([disabled]),summary,video,[tabindex],[contenteditable=""],[contenteditable=true]'

/** What the Tab key can reach inside an element, in order; the element itself included. */
export function focusables(element: Element): HTMLElement[] {
  const all = [element, ...element.querySelectorAll(FOCUSABLE)] as HTMLElement[]
  return all.filter((one) => one.matches(FOCUSABLE) && one.tabIndex >= 0 && (one.checkVisibility?.() ?? true))
}

/** The focused element, looked for inside open shadow roots and same-origin frames, too. */
export function deepActive(page: Document = document): Element | null {
  let active = page.activeElement
  for (;;) {
    let inner: Element | null | undefined = active?.shadowRoot?.activeElement
    if (active?.localName === 'iframe') {
      try {
        inner = (active as HTMLIFrameElement).contentDocument?.activeElement
      } catch {
        inner = undefined
      }
    }
    if (inner === null || inner === undefined) return active
    active = inner
  }
}

/**
 * What Tab does next in a ring of a panel and the page's element that it speaks about.
 *
 * @param active focused now
 * @returns what to focus; undefined where the browser's own order is right
 */
export function nextInRing(
  panel: Element,
  target: Element | undefined,
  active: Element | null,
  backwards: boolean,
): HTMLElement | undefined {
  const parts = [focusables(panel), target === undefined ? [] : focusables(target)]
  const inPanel = active !== null && panel.contains(active)
  if (!inPanel && !(active !== null && target?.contains(active) === true)) return undefined
  const ring = parts.flat()
  if (!inPanel) parts.reverse()
  const own = parts[0] ?? []
  const edge = backwards ? own[0] : own.at(-1)
  // The panel itself holds the focus at first: it stands before its first control.
  if (active !== edge && !(backwards && active === panel) && own.length > 0) return undefined
  const others = parts[1]?.length ? parts[1] : own
  return backwards ? others.at(-1) : (others[0] ?? ring[0])
}
