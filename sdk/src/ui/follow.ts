/** Roots and windows whose scrolling moves an element: what scrolls inside a shadow root is not heard outside. */
function scrollersOf(target: Element): EventTarget[] {
  const found: EventTarget[] = []
  let at: Element | null | undefined = target
  while (at) {
    const root: Node = at.getRootNode()
    const view: Window | null = at.ownerDocument.defaultView
    if ('host' in root) at = (root as ShadowRoot).host
    else at = view?.frameElement
    found.push('host' in root ? root : (view ?? root))
  }
  return found
}

/**
 * Calls whenever an element may lie elsewhere, or is of another size: it scrolls, resizes, or the page around it moves it. Listens
 * and observes, never polls.
 *
 * @param panel its size counts, too
 * @returns ends it
 */
export function follow(target: Element, panel: Element, update: () => void): () => void {
  const end = new AbortController()
  const size = new ResizeObserver(update)
  let place: IntersectionObserver | undefined

  /** An observer that looks exactly at where the element lies now hears when it lies elsewhere. */
  const watchPlace = (threshold = 1): void => {
    place?.disconnect()
    const { top, left, right, bottom, width, height } = target.getBoundingClientRect()
    if (end.signal.aborted || width === 0 || height === 0) return
    const page = target.ownerDocument
    const { clientWidth, clientHeight } = page.documentElement
    const rootMargin = [top, clientWidth - right, clientHeight - bottom, left].map((edge) => `${-Math.floor(edge)}px`).join(' ')
    let first = true
    place = new IntersectionObserver(
      ([entry]) => {
        const ratio = entry?.intersectionRatio ?? 0
        const now = entry?.boundingClientRect
        // What is under way has moved on before an observer first looks, and would never cross the threshold again.
        const moved = now !== undefined && Math.hypot(now.top - top, now.left - left) > 1
        if (ratio !== threshold && (moved || !first)) {
          watchPlace()
          update()
        } else if (ratio !== threshold && ratio > 0) watchPlace(ratio)
        first = false
      },
      { root: page, rootMargin, threshold },
    )
    place.observe(target)
  }

  for (const scroller of scrollersOf(target)) {
    for (const type of ['scroll', 'resize']) scroller.addEventListener(type, update, { capture: true, passive: true, signal: end.signal })
  }
  size.observe(target)
  size.observe(panel)
  // In this order: looking at the place costs nothing before the update writes.
  watchPlace()
  update()
  return () => {
    end.abort()
    size.disconnect()
    place?.disconnect()
  }
}
