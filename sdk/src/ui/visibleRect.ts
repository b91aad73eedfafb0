import type { Rect } from './place'

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

function parentOf(element: Element): Element | null {
  const root = element.getRootNode()
  return element.parentElement ?? ('host' in root ? (root as ShadowRoot).host : (root as Document).defaultView?.frameElement) ?? null
}

function overlap(left: Rect, right: Rect): Rect {
  const [x, y] = [Math.max(left.x, right.x), Math.max(left.y, right.y)]
  const width = Math.min(left.x + left.width, right.x + right.width) - x
  return { x, y, width, height: Math.min(left.y + left.height, right.y + right.height) - y }
}

/** Whether any part of an element shows: inside the window, and inside everything that it scrolls in. */
export function isInSight(element: Element): boolean {
  let seen = overlap(rectInWindow(element), { x: 0, y: 0, width: window.innerWidth, height: window.innerHeight })
  for (let at = parentOf(element); at !== null; at = parentOf(at)) {
    const clips = at.localName === 'iframe' || getComputedStyle(at).overflow !== 'visible'
    if (clips && at !== document.body && at !== document.documentElement) seen = overlap(seen, rectInWindow(at))
  }
  return seen.width > 0 && seen.height > 0
}
