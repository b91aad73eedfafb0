import { deepActive, focusables } from './focus'
import { listen } from './listen'

/**
 * Lets the Tab key find something of ours right after the page's element that it stands at, though it lies elsewhere in the page.
 *
 * @param target the element, or what holds another of ours that comes before
 * @param root holds what is ours
 * @returns ends it
 */
export function followTabOrder(target: Element | ShadowRoot, root: ShadowRoot): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const active = deepActive()
    const own = [...root.children].flatMap(focusables)
    const before = (target instanceof Element ? [target] : [...target.children]).flatMap(focusables).at(-1)
    if (before === undefined || own.length === 0) return
    const inside = root.activeElement
    const isBefore = target instanceof Element ? active === before : target.activeElement === before
    if (isBefore && !event.shiftKey) {
      event.preventDefault()
      own[0]?.focus()
    } else if (inside !== null && inside === (event.shiftKey ? own[0] : own.at(-1))) {
      // Backwards to the element itself; forwards the browser goes on from there.
      before.focus({ preventScroll: true })
      if (event.shiftKey) event.preventDefault()
    }
  }
  return listen(document, 'keydown', onKey, true)
}
