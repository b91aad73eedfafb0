import type { Comparison } from './compare'
import { developerId } from './developerId'
import type { Feature } from './types'
import { WEIGHTS } from './weights'

/** What a score needs to know beyond the element itself. */
export interface Context {
  /** The page declares another language than at capture: texts that differ say nothing. */
  translated: boolean
  /** Whether the skeleton of the page is the one of the capture; asked only of what stands at the recorded place. */
  sameSkeleton(): boolean
  /** At capture several elements shared role, text and destination. */
  hadTwins: boolean
  /** How many candidates agree in a feature. */
  sharing(feature: Feature): number
  /** Likeness of the ancestors, 0 to 1. */
  likeness(element: Element): number
  /** The nearest ancestor with an id is not among this element's ancestors. */
  elsewhere(element: Element): boolean
}

const IDENTIFYING = ['developerId', 'htmlId', 'fieldName', 'text', 'destination', 'position'] as const
const CONTRADICTING = ['developerId', 'htmlId', 'fieldName', 'fieldType', 'destination', 'tag', 'role'] as const

function forText(comparison: Comparison, context: Context): number {
  if (!comparison.different.has('text') || context.translated) return 0
  const keyed = (['developerId', 'htmlId', 'fieldName'] as const).some(
    (feature) => comparison.equal.has(feature) && context.sharing(feature) === 1,
  )
  return keyed ? WEIGHTS.reworded : WEIGHTS.different.text
}

function contradiction(feature: (typeof CONTRADICTING)[number], element: Element): number {
  const renamed = feature === 'developerId' && developerId(element) !== undefined
  return renamed ? WEIGHTS.otherDeveloperId : WEIGHTS.different[feature]
}

function agreement(feature: (typeof IDENTIFYING)[number], comparison: Comparison, context: Context): number {
  const shared = context.sharing(feature) > 1 || (context.hadTwins && (feature === 'text' || feature === 'destination'))
  const uncompared = feature === 'destination' && context.translated && comparison.different.has('text')
  if (uncompared && !shared) return WEIGHTS.translatedDestination
  return (shared ? WEIGHTS.shared : WEIGHTS.equal)[feature]
}

/** Whether an identifying feature agrees: without one an element is no candidate. */
export function isCandidate(comparison: Comparison): boolean {
  return IDENTIFYING.some((feature) => comparison.equal.has(feature))
}

/**
 * A score that no element comes near which shares the text alone with a locator that has a key: it lacks that key. Who has as much
 * needs no comparison with such elements.
 */
export const OUT_OF_REACH = Math.max(
  WEIGHTS.accept,
  WEIGHTS.equal.text + WEIGHTS.surroundings + Math.max(WEIGHTS.different.htmlId, WEIGHTS.different.fieldName) + WEIGHTS.lead,
)

/** How well an element fits a locator; at least `WEIGHTS.accept` for a match. */
export function score(comparison: Comparison, context: Context): number {
  let sum = forText(comparison, context)
  for (const feature of IDENTIFYING) {
    if (!comparison.equal.has(feature)) continue
    sum += agreement(feature, comparison, context)
  }
  for (const feature of CONTRADICTING) {
    if (comparison.different.has(feature)) sum += contradiction(feature, comparison.element)
  }
  if (comparison.equal.has('position')) return context.sameSkeleton() ? sum + WEIGHTS.skeleton : sum
  const place = WEIGHTS.surroundings * context.likeness(comparison.element)
  return sum + place + (context.elsewhere(comparison.element) ? WEIGHTS.elsewhere : 0)
}
