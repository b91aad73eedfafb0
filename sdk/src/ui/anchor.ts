import { autoUpdate, computePosition, flip, hide, offset, platform, shift, type Placement } from '@floating-ui/dom'

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

// Everything of ours lies in the top layer: the window is what positions count from, whatever the page's boxes do.
const inWindow = { ...platform, getOffsetParent: () => window }

function cutHole(shade: HTMLElement, x: number, y: number, width: number, height: number): void {
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
      platform: inWindow,
      middleware: [offset(GAP), flip({ ...edge, fallbackAxisSideDirection: 'end' }), shift({ ...edge, crossAxis: true }), hide()],
    })
    if (ended) return
    const away = middlewareData.hide?.referenceHidden === true
    panel.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`
    panel.classList.toggle('away', away)
    if (shade === undefined) return
    shade.style.visibility = away ? 'hidden' : 'visible'
    const { reference } = await inWindow.getElementRects({ reference: target, floating: panel, strategy: 'fixed' })
    cutHole(shade, reference.x, reference.y, reference.width, reference.height)
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
