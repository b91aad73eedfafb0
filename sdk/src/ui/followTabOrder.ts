import { deepActive, focusables } from './focus'

/**
 * Lets the Tab key find something of ours right after the page's element that it stands at, though it lies elsewhere in the page.
 *
 * @param host the place of ours, and `root` what it holds
 * @returns ends it
 */
export function followTabOrder(target: Element, host: Element, root: ShadowRoot): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const active = deepActive()
    const own = [...root.children].flatMap(focusables)
    const before = focusables(target).at(-1)
    if (before === undefined || own.length === 0) return
    const inside = root.activeElement
    if (active === before && !event.shiftKey) {
      event.preventDefault()
      own[0]?.focus()
    } else if (active === host && inside === (event.shiftKey ? own[0] : own.at(-1))) {
      // Backwards to the element itself; forwards the browser goes on from there.
      before.focus({ preventScroll: true })
      if (event.shiftKey) event.preventDefault()
    }
  }
  document.addEventListener('keydown', onKey, true)
  return () => {
    document.removeEventListener('keydown', onKey, true)
  }
}
