import { follow } from './follow'
import { place, type Place, type Rect, type Side } from './place'
import { isInSight, rectInWindow } from './visibleRect'

/** What anchoring needs. */
export interface AnchorOptions {
  target: Element
  panel: HTMLElement
  placement: Side | 'auto'
  /** Points at the target; lies half under the panel. */
  arrow?: HTMLElement | undefined
  /** The dimming layer with a hole around the target. */
  shade?: HTMLElement | undefined
  /** Called once, as soon as the panel shows: what is away until its element scrolled into sight cannot have the focus. */
  came?: () => void
}

const HOLE = 6
const CORNER = 18

function cutHole(shade: HTMLElement, { x, y, width, height }: Rect): void {
  const [left, top, right, bottom] = [x - HOLE, y - HOLE, x + width + HOLE, y + height + HOLE].map(Math.round) as [
    number,
    number,
    number,
    number,
  ]
  const outside = `M0 0H${window.innerWidth}V${window.innerHeight}H0Z`
  // A clip and not a box of that size: nothing on the page moves, so nothing counts as layout shift.
  shade.style.clipPath = `path(evenodd,"${outside}M${left} ${top}H${right}V${bottom}H${left}Z")`
}

function pointAt(arrow: HTMLElement, target: Rect, panel: Pick<Rect, 'width' | 'height'>, { x, y, side }: Place): void {
  const between = (middle: number, start: number, length: number): number =>
    Math.min(Math.max(middle, start + CORNER), start + length - CORNER)
  let across = between(target.x + target.width / 2, x, panel.width)
  let down = between(target.y + target.height / 2, y, panel.height)
  if (side === 'bottom') down = y
  else if (side === 'top') down = y + panel.height
  else if (side === 'right') across = x
  else across = x + panel.width
  arrow.style.transform = `translate(${Math.round(across)}px,${Math.round(down)}px) rotate(45deg)`
}

/**
 * Keeps a panel beside an element while it scrolls, resizes and moves; hidden while the element is.
 *
 * Everything of ours lies in the top layer: positions count from the window, whatever the page's boxes do.
 * @returns ends it
 */
export function anchor({ target, panel, placement, arrow, shade, came }: AnchorOptions): () => void {
  let once = came
  return follow(target, panel, () => {
    // All is read first, then written: whoever reads after writing has the browser lay the page out again.
    const rect = rectInWindow(target)
    const size = { width: panel.offsetWidth, height: panel.offsetHeight }
    const away = !isInSight(target)
    const found = place(rect, size, { width: document.documentElement.clientWidth, height: window.innerHeight }, placement)
    for (const part of [panel, arrow, shade]) part?.classList.toggle('away', away)
    if (!away) {
      once?.()
      once = undefined
    }
    panel.style.transform = `translate(${found.x}px,${found.y}px)`
    if (arrow !== undefined) pointAt(arrow, rect, size, found)
    if (shade !== undefined) cutHole(shade, rect)
  })
}
