import { computePosition, flip, hide, offset, shift, type Placement, type Rect } from '@floating-ui/core'
import { autoUpdate } from '@floating-ui/dom'
import { rectInWindow, windowPlatform } from './windowPlatform'

/** What anchoring needs. */
export interface AnchorOptions {
  target: Element
  panel: HTMLElement
  placement: 'auto' | 'top' | 'bottom' | 'left' | 'right'
  /** Points at the target; lies half under the panel. */
  arrow: HTMLElement
  /** The dimming layer with a hole around the target. */
  shade?: HTMLElement | undefined
}

const GAP = 12
const EDGE = 8
const HOLE = 6
const CORNER = 18

function cutHole(shade: HTMLElement, target: Element): void {
  const { x, y, width, height } = rectInWindow(target)
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

function pointAt(arrow: HTMLElement, target: Rect, panel: Rect, placement: Placement): void {
  const between = (middle: number, start: number, length: number): number =>
    Math.min(Math.max(middle, start + CORNER), start + length - CORNER)
  let x = between(target.x + target.width / 2, panel.x, panel.width)
  let y = between(target.y + target.height / 2, panel.y, panel.height)
  if (placement.startsWith('bottom')) y = panel.y
  else if (placement.startsWith('top')) y = panel.y + panel.height
  else if (placement.startsWith('right')) x = panel.x
  else x = panel.x + panel.width
  arrow.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px) rotate(45deg)`
}

/**
 * Keeps a panel beside an element while it scrolls, resizes and moves; hidden while the element is.
 *
 * @returns ends it
 */
export function anchor({ target, panel, placement, arrow, shade }: AnchorOptions): () => void {
  const wanted: Placement = placement === 'auto' ? 'bottom' : placement
  let ended = false
  const update = async (): Promise<void> => {
    const edge = { boundary: [], padding: EDGE }
    const result = await computePosition(target, panel, {
      placement: wanted,
      strategy: 'fixed',
      platform: windowPlatform,
      middleware: [
        offset(GAP),
        flip({ ...edge, crossAxis: false, fallbackAxisSideDirection: 'end' }),
        shift({ ...edge, crossAxis: true }),
        hide(),
      ],
    })
    if (ended) return
    const away = result.middlewareData.hide?.referenceHidden === true
    const [x, y] = [Math.round(result.x), Math.round(result.y)]
    panel.style.transform = `translate(${x}px,${y}px)`
    pointAt(arrow, rectInWindow(target), { x, y, width: panel.offsetWidth, height: panel.offsetHeight }, result.placement)
    for (const part of [panel, arrow, shade]) part?.classList.toggle('away', away)
    if (shade !== undefined) cutHole(shade, target)
  }
  const stop = autoUpdate(target, panel, () => {
    // A target that left the page between two looks: the one who shows the panel notices.
    update().catch(() => undefined)
  })
  return () => {
    ended = true
    stop()
  }
}
