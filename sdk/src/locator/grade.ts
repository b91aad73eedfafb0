import { find } from './find'
import { toWire } from './toWire'
import type { AuthoredLocator, FindResult } from './types'

/** How well an element will be recognised again. */
export type Grade = 'stable' | 'fair' | 'fragile'

/** Why: worded by whoever shows it. */
export type GradeReason = 'developerId' | 'severalFeatures' | 'oneFeature' | 'textOnly' | 'positionOnly' | 'severalAlike' | 'notFound'

/** A grade with its reason and how many elements of the page fit. */
export interface Graded {
  grade: Grade
  reason: GradeReason
  /** Elements that fit the locator on this page: 1 when it is recognised. */
  matches: number
}

/** Any key will do: both sides of the comparison are hashed with it. */
const KEY = 'grade'

const LOSABLE = ['htmlId', 'fieldName', 'text', 'destination'] as const

function look(locator: AuthoredLocator, root: Document): FindResult {
  return find(toWire(locator, KEY), KEY, root)
}

/** The locator as if a release had changed one feature: a value that nothing on the page has. */
function changed(locator: AuthoredLocator, feature: (typeof LOSABLE)[number]): AuthoredLocator {
  return { ...locator, [feature]: 'gone-with-the-next-release' }
}

/** A release that moves things: the ancestors stay, the exact place and the page's sketch do not. */
function moved(locator: AuthoredLocator): AuthoredLocator {
  const path = locator.path.filter((entry) => !entry.startsWith('page ')).map((entry) => entry.replace(/:nth\(.*$/, ':nth(99 of 99)'))
  return { ...locator, path: [...path, 'html:nth(2 of 2)'] }
}

/**
 * Judges a recorded element on the page it was recorded on: is it recognised, and would it be after the loss of each single
 * feature and after a move?
 */
export function grade(authored: AuthoredLocator, root: Document): Graded {
  const now = look(authored, root)
  if (now.status === 'ambiguous') return { grade: 'fragile', reason: 'severalAlike', matches: now.count }
  if (now.status === 'missing') return { grade: 'fragile', reason: 'notFound', matches: now.count }
  if (authored.developerId !== undefined) return { grade: 'stable', reason: 'developerId', matches: 1 }
  const present = LOSABLE.filter((feature) => authored[feature] !== undefined)
  if (present.length === 0) return { grade: 'fragile', reason: 'positionOnly', matches: 1 }
  if (look(moved(authored), root).status !== 'found') {
    // What tells it apart from its look-alikes is the position alone.
    return { grade: 'fragile', reason: 'positionOnly', matches: 1 }
  }
  const survives = present.every((feature) => look(moved(changed(authored, feature)), root).status === 'found')
  if (survives) return { grade: 'stable', reason: 'severalFeatures', matches: 1 }
  const onlyText = present.length === 1 && present[0] === 'text'
  return { grade: 'fair', reason: onlyText ? 'textOnly' : 'oneFeature', matches: 1 }
}
