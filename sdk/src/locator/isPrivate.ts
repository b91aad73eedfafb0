const PRIVATE = '[data-handrail-private]'
const CELL = 'td, [role=cell], [role=gridcell]'

/**
 * Whether an element lies where nothing readable may be recorded: a region marked `data-handrail-private`, or a table cell
 * outside the headers (names and amounts are short enough to be guessed from their hash).
 */
export function isPrivate(element: Element): boolean {
  let at: Element | null = element
  while (at !== null) {
    if (at.closest(`${PRIVATE}, ${CELL}`) !== null) return true
    const root = at.getRootNode()
    at = 'host' in root ? (root as ShadowRoot).host : null
  }
  return false
}
