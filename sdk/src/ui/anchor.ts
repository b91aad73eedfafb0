import { computePosition, flip, hide, offset, shift, type Placement } from '@floating-ui/core'
import { autoUpdate } from '@floating-ui/dom'
import { rectInWindow, windowPlatform } from './windowPlatform'

/** What anchoring needs. */
export interface AnchorOptions {
  target: Element
  panel: HTMLElement
  placement: 'auto' | 'top' | 'bottom' | 'left' | 'right'
  /** The dimming layer with a hole around the target. */
  shade?: HTMLElement | undefined
}

const GAP = 12
const EDGE = 8
const HOLE = 6

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

/**
 * Keeps a panel beside an element while it scrolls, resizes and moves; hidden while the element is.
 *
 * @returns ends it
 */
export function anchor({ target, panel, placement, shade }: AnchorOptions): () => void {
  const wanted: Placement = placement === 'auto' ? 'bottom' : placement
  let ended = false
  const update = async (): Promise<void> => {
    const edge = { boundary: [], padding: EDGE }
    const { x, y, middlewareData } = await computePosition(target, panel, {
      placement: wanted,
      strategy: 'fixed',
      platform: windowPlatform,
      middleware: [offset(GAP), flip({ ...edge, fallbackAxisSideDirection: 'end' }), shift({ ...edge, crossAxis: true }), hide()],
    })
    if (ended) return
    const away = middlewareData.hide?.referenceHidden === true
    panel.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`
    panel.classList.toggle('away', away)
    if (shade === undefined) return
    shade.style.visibility = away ? 'hidden' : 'visible'
    cutHole(shade, target)
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
