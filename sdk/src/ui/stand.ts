import { follow } from './follow'
import type { Anchor } from '../schema/wire'
import { isInSight, rectInWindow } from './visibleRect'

const EDGE = 16
const GAP = 12
const NARROW = 480
/** Between an element and what stands beside it. */
const BESIDE = 4

type Position = Anchor['position']

function across(position: Position): number {
  return /end$/i.test(position) ? 1 : /start$/i.test(position) ? -1 : 0
}

function down(position: Position): number {
  return position.startsWith('top') ? -1 : position.startsWith('bottom') ? 1 : 0
}

/**
 * Keeps something of ours at one of nine places of an element: on its corners, beside its edges, or over its middle.
 *
 * @param rtl reading goes from right to left: start is right, and offsets to the right go left
 * @returns ends it
 */
export function standAt(target: Element, stand: HTMLElement, { position, offsetX, offsetY }: Anchor, rtl: boolean): () => void {
  const sign = rtl ? -1 : 1
  const [column, row] = [across(position) * sign, down(position)]
  stand.style.left = stand.style.top = '0'
  // A corner is covered half; an edge is left free.
  const apart = column !== 0 && row !== 0 ? 0 : 1
  return follow(target, stand, () => {
    const { x, y, width, height } = rectInWindow(target)
    const away = !isInSight(target)
    if (stand.classList.contains('as-banner')) stand.style.width = `${width}px`
    const [wide, high] = [stand.offsetWidth, stand.offsetHeight]
    const left = x + (width * (1 + column)) / 2 + column * apart * (wide / 2 + BESIDE) - wide / 2 + offsetX * sign
    const top = y + (height * (1 + row)) / 2 + row * apart * (high / 2 + BESIDE) - high / 2 + offsetY
    // Never off the side of a narrow window.
    const most = document.documentElement.clientWidth - wide
    stand.style.transform = `translate(${Math.round(Math.max(0, Math.min(left, most)))}px,${Math.round(top)}px)`
    stand.classList.toggle('away', away)
  })
}

/**
 * Puts something of ours into a corner of the window, above what stands there already.
 *
 * @param corners who stands where
 * @returns leaves it, and the others close up
 */
export function stackInCorner(
  corners: Map<string, HTMLElement[]>,
  stand: HTMLElement,
  { position, offsetX, offsetY }: Anchor,
  rtl: boolean,
): () => void {
  const side = across(position) < 0 ? 'start' : 'end'
  const block = down(position) < 0 ? 'top' : 'bottom'
  const others = corners.get(block) ?? []
  corners.set(block, others)
  others.push(stand)
  stand.dataset.side = side
  stand.style.setProperty(`inset-inline-${side}`, `${EDGE}px`)
  stand.style.transform = `translate(${rtl ? -offsetX : offsetX}px,${offsetY}px)`
  const arrange = (): void => {
    // In a narrow window both corners are one.
    const narrow = window.innerWidth < NARROW
    const at = { start: EDGE, end: EDGE }
    for (const one of others) {
      const column = !narrow && one.dataset.side === 'start' ? 'start' : 'end'
      // The page says how much of its window's edge it keeps for itself, e.g. for a navigation at the bottom.
      one.style.setProperty(block, `calc(${at[column]}px + var(--handrail-edge-${block},0px))`)
      at[column] += one.offsetHeight + GAP
    }
  }
  const size = new ResizeObserver(arrange)
  size.observe(stand)
  size.observe(document.documentElement)
  arrange()
  return () => {
    size.disconnect()
    others.splice(others.indexOf(stand), 1)
    arrange()
  }
}
