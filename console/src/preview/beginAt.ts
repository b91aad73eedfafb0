import type { Content } from '../../../sdk/src/kinds/play'
import type { Begin } from '../../../sdk/src/kinds/stage'
import { isVisible } from '../../../sdk/src/kinds/walkthrough/reduce'

/** A step that is looked at by itself: as if those that lead to it had been seen, so that it has its number and its way back. */
export function beginAt(content: Content, view: string | undefined): Begin {
  if (view === undefined || !('steps' in content)) return {}
  const { steps, starts } = content
  const passed = new Set<string>()
  let id: string | undefined = starts[0]
  while (id !== undefined && id !== view && !passed.has(id)) {
    passed.add(id)
    const at = id
    id = steps.find((step) => step.id === at)?.next
  }
  const history = [...passed].filter((each) => isVisible(steps.find((step) => step.id === each)))
  // Where only a branch leads, nobody knows what came before.
  return id === view ? { resume: { at: view, history, url: '' } } : { step: view }
}
