/** Whether an element is drawn at all; a page may hold the same menu twice, for wide and narrow windows. */
export function isRendered(element: Element): boolean {
  // Absent in environments without layout: nothing can be told apart by it there.
  if (typeof element.checkVisibility !== 'function') return true
  return element.checkVisibility({ visibilityProperty: true })
}
