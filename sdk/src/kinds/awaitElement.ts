import { isRendered } from '../locator/isRendered'
import type { Stage } from './stage'

/**
 * Follows an element for as long as it takes: calls when it is on the page, and again when it comes back as another one.
 *
 * @param come gives back what takes everything at the element away
 * @returns follows no more, and takes it away
 */
export function awaitElement(id: string, stage: Stage, come: (element: Element) => () => void): () => void {
  let here: { element: Element; leave: () => void } | undefined
  let over = false
  const look = (): void => {
    if (over || (here !== undefined && here.element.isConnected && isRendered(here.element))) return
    here?.leave()
    here = undefined
    const { element } = stage.find(id)
    if (element !== undefined) here = { element, leave: come(element) }
  }
  const unwatch = stage.watch.add(look, stage.tagOf(id))
  look()
  return () => {
    over = true
    unwatch()
    here?.leave()
  }
}
