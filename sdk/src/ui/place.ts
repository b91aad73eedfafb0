import { own } from '../schema/own'

/** A rectangle in CSS pixels from the window's top left corner. */
export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** A side of an element. */
export type Side = 'top' | 'bottom' | 'left' | 'right'

/** Where a panel lies, and at which side of its element. */
export interface Place {
  x: number
  y: number
  side: Side
}

const GAP = 12
const EDGE = 8
const ORDER: Record<Side | 'auto', Side[]> = {
  auto: ['bottom', 'top', 'right', 'left'],
  bottom: ['bottom', 'top', 'right', 'left'],
  top: ['top', 'bottom', 'right', 'left'],
  right: ['right', 'left', 'bottom', 'top'],
  left: ['left', 'right', 'bottom', 'top'],
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}

/**
 * Finds a panel's place beside an element: the wanted side if there is room, else the first other one, else the roomiest; always
 * inside the window.
 */
export function place(
  target: Rect,
  panel: Pick<Rect, 'width' | 'height'>,
  view: Pick<Rect, 'width' | 'height'>,
  wanted: Side | 'auto',
): Place {
  const room: Record<Side, number> = {
    top: target.y - panel.height,
    bottom: view.height - target.y - target.height - panel.height,
    left: target.x - panel.width,
    right: view.width - target.x - target.width - panel.width,
  }
  // A side of a later version: wherever there is room.
  const sides = own(ORDER, wanted) ?? ORDER.auto
  const roomiest = sides.reduce((best, side) => (room[side] > room[best] ? side : best))
  const side = sides.find((one) => room[one] >= GAP + EDGE) ?? roomiest
  let x = target.x + (target.width - panel.width) / 2
  let y = target.y + (target.height - panel.height) / 2
  if (side === 'top') y = target.y - GAP - panel.height
  else if (side === 'bottom') y = target.y + target.height + GAP
  else if (side === 'left') x = target.x - GAP - panel.width
  else x = target.x + target.width + GAP
  return {
    x: Math.round(clamp(x, EDGE, Math.max(EDGE, view.width - panel.width - EDGE))),
    y: Math.round(clamp(y, EDGE, Math.max(EDGE, view.height - panel.height - EDGE))),
    side,
  }
}
