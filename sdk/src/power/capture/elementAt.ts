/** An element under a point, with where its frame begins. */
export interface Hit {
  element: Element
  /** Offset of the element's frame in the window, in CSS pixels. */
  x: number
  y: number
}

/** The deepest element at a point, through open shadow roots and same-origin frames. */
export function elementAt(x: number, y: number, root: Document | ShadowRoot = document, offset = { x: 0, y: 0 }): Hit | undefined {
  const element = root.elementFromPoint(x, y)
  if (element === null) return undefined
  const shadow = element.shadowRoot
  const inside = shadow?.elementFromPoint(x, y)
  if (shadow && inside && inside !== element) return elementAt(x, y, shadow, offset)
  const frame = frameDocument(element)
  if (frame === null) return { element, ...offset }
  const box = element.getBoundingClientRect()
  return elementAt(x - box.x, y - box.y, frame, { x: offset.x + box.x, y: offset.y + box.y }) ?? { element, ...offset }
}

function frameDocument(element: Element): Document | null {
  try {
    return element.localName === 'iframe' ? (element as HTMLIFrameElement).contentDocument : null
  } catch {
    return null
  }
}
