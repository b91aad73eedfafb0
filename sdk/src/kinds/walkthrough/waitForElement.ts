import type { Step } from '../../schema/wire'
import type { Sighting, Stage } from '../stage'

/**
 * Waits until a step's element is on the page, at most as long as the step says.
 *
 * @returns waits no more
 */
export function waitForElement(step: Step, stage: Stage, found: (element: Element) => void, missing: (last: Sighting) => void): () => void {
  const { element: id } = step
  if (id === undefined) return () => undefined
  let over = false
  let last: Sighting = stage.find(id)
  const end = (): void => {
    over = true
    clearTimeout(limit)
    unwatch()
  }
  const look = (): void => {
    last = stage.find(id)
    if (last.element === undefined || over) return
    end()
    found(last.element)
  }
  const unwatch = stage.watch.add(look, stage.tagOf(id))
  const limit = setTimeout(() => {
    end()
    missing(last)
  }, step.wait * 1000)
  return end
}
