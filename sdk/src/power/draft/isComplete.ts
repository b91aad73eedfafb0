import type { Draft } from '../authored'
import type { Word } from '../words'

/** What a draft lacks before it can be played or saved; undefined when nothing. */
export function isComplete(draft: Draft): Word | undefined {
  const empty = draft.steps.some((step) => step.title.trim() === '' && step.text.trim() === '')
  if (draft.name.trim() === '' || draft.steps.length === 0 || empty) return 'needsText'
  const unanchored = draft.steps.some((step) => step.advance === 'elementClick' && step.element === undefined)
  return unanchored ? 'needsAnchor' : undefined
}
