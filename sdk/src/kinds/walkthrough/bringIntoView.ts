/** Scrolls an element into sight, if it is not; at once for those who want no motion. */
export function bringIntoView(target: Element): void {
  const { top, bottom, left, right } = target.getBoundingClientRect()
  const view = target.ownerDocument.defaultView ?? window
  if (top >= 0 && left >= 0 && bottom <= view.innerHeight && right <= view.innerWidth) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' })
}
