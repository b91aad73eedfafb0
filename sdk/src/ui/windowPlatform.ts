import type { Platform, Rect } from '@floating-ui/core'

/** A rectangle of an element in the top window, its same-origin frames' offsets added. */
export function rectInWindow(element: Element): Rect {
  const { left, top, width, height } = element.getBoundingClientRect()
  const rect = { x: left, y: top, width, height }
  let frame = element.ownerDocument.defaultView?.frameElement
  while (frame) {
    const outer = frame.getBoundingClientRect()
    rect.x += outer.left + frame.clientLeft
    rect.y += outer.top + frame.clientTop
    frame = frame.ownerDocument.defaultView?.frameElement
  }
  return rect
}

function intersect(left: Rect, right: Rect): Rect {
  const [x, y] = [Math.max(left.x, right.x), Math.max(left.y, right.y)]
  const width = Math.min(left.x + left.width, right.x + right.width) - x
  const height = Math.min(left.y + left.height, right.y + right.height) - y
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) }
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode()
  return element.parentElement ?? ('host' in root ? (root as ShadowRoot).host : (root as Document).defaultView?.frameElement) ?? null
}

function clipOf(element: unknown): Rect {
  let rect: Rect = { x: 0, y: 0, width: document.documentElement.clientWidth, height: window.innerHeight }
  for (let at = element instanceof Element ? parentOf(element) : null; at !== null; at = parentOf(at)) {
    const clips = at.localName === 'iframe' || getComputedStyle(at).overflow !== 'visible'
    if (clips && at !== document.body && at !== document.documentElement) rect = intersect(rect, rectInWindow(at))
  }
  return rect
}

/**
 * How positions are measured. Everything of ours lies in the top layer, so the window is what counts, whatever the page's boxes do;
 * only the page's own elements are clipped by what they scroll in.
 */
export const windowPlatform: Platform = {
  getElementRects: ({ reference, floating }: { reference: Element; floating: HTMLElement }) => ({
    reference: rectInWindow(reference),
    floating: { x: 0, y: 0, width: floating.offsetWidth, height: floating.offsetHeight },
  }),
  getDimensions: (element: HTMLElement) => ({ width: element.offsetWidth, height: element.offsetHeight }),
  getClippingRect: ({ element, boundary }: { element: unknown; boundary: unknown }) =>
    clipOf(boundary === 'clippingAncestors' ? element : null),
}
