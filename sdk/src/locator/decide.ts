import type { Comparison } from './compare'
import type { Context } from './score'
import type { Feature, FindResult, Reason } from './types'
import { WEIGHTS } from './weights'

/** A position this unlike the recorded one is worth telling the author. */
const MOVED = 0.75
/** How many candidates are compared in full. */
export const SHORT = 40

interface Scored extends Comparison {
  score: number
}

function changesOf(best: Comparison, context: Context): Feature[] {
  return [...best.different].filter((feature) => {
    if (feature === 'text') return !context.translated
    return feature === 'position' ? context.likeness(best.element) < MOVED : true
  })
}

/**
 * The best, if it is good enough and clearly ahead; else why none is.
 *
 * @param asGood how many left-out candidates are as good as the last of the list
 */
export function decide(list: readonly Scored[], asGood: number, context: Context): FindResult {
  const [best, second] = [...list].sort((a, b) => b.score - a.score)
  if (best === undefined) return { status: 'missing', reasons: ['noCandidate'], count: 0 }
  const ahead = second === undefined || best.score - second.score >= WEIGHTS.lead
  if (best.score >= WEIGHTS.accept && ahead) {
    const changed = changesOf(best, context)
    return { status: 'found', element: best.element, ...(changed.length > 0 ? { changed } : {}) }
  }
  const close = list.filter((one) => best.score - one.score < WEIGHTS.lead).length
  const reasons: Reason[] = [...best.different].filter((feature) => feature !== 'position' || best.equal.size === 0)
  if (close > 1) return { status: 'ambiguous', reasons: ['severalAlike', ...reasons], count: close < SHORT ? close : close + asGood }
  return { status: 'missing', reasons: [...reasons, 'tooWeak'], count: 1 }
}
