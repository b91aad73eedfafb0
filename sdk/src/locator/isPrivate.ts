import { isAnyHost } from './isAnyHost'

const PRIVATE = '[data-handrail-private]'
const CELL = 'td, [role=cell], [role=gridcell]'

/**
 * Whether an element lies where nothing readable may be recorded: a region marked `data-handrail-private`, or a table cell
 * outside the headers (names and amounts are short enough to be guessed from their hash).
 */
export function isPrivate(element: Element): boolean {
  return isAnyHost(element, (at) => at.closest(`${PRIVATE}, ${CELL}`) !== null)
}
