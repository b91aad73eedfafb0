import { compare, type Comparison } from './compare'
import { carriesDeveloperId } from './developerId'
import { elementHosts, elementPath } from './elementPath'
import { isRendered } from './isRendered'
import { likeness } from './likeness'
import { pageLanguage, pageShape, type PageSketch, readSketch } from './pageSketch'
import { readRole } from './readRole'
import { resolvePath } from './resolvePath'
import { isCandidate, score, type Context } from './score'
import { searchRoots, type Root } from './searchRoots'
import { createTextHash } from './textHash'
import type { Feature, FindResult, Reason, WireLocator } from './types'
import { WEIGHTS } from './weights'

/** A position this unlike the recorded one is worth telling the author. */
const MOVED = 0.75
/** How many candidates are compared in full. */
const SHORT = 40

interface Scored extends Comparison {
  score: number
}

function candidates(roots: readonly Root[], locator: WireLocator): Element[] {
  const found: Element[] = []
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      const sameTag = element.localName === locator.tag
      if (sameTag || (locator.role !== undefined && readRole(element) === locator.role)) found.push(element)
      else if (locator.developerId !== undefined && carriesDeveloperId(element, locator.developerId)) found.push(element)
    }
  }
  return found
}

/** Hidden doubles are dropped as long as one candidate is drawn. */
function preferRendered(list: Comparison[]): Comparison[] {
  if (list.length < 2) return list
  const rendered = list.filter((one) => isRendered(one.element))
  return rendered.length > 0 ? rendered : list
}

interface Shortlist {
  kept: Comparison[]
  /** How many of those left out are as good as the last one kept. */
  asGood: number
}

/** The best few by their own features: only these are worth looking at their surroundings and at the page's layout. */
function shortlist(list: Comparison[], locator: WireLocator, sketch: PageSketch | undefined, page: Document): Shortlist {
  if (list.length <= SHORT) return { kept: list, asGood: 0 }
  const context = { ...makeContext(locator, [], sketch, list, page), likeness: () => 1, elsewhere: () => false }
  const scored = list.map((one) => ({ one, score: score(one, context) })).sort((a, b) => b.score - a.score)
  const least = scored[SHORT - 1]?.score
  return {
    kept: scored.slice(0, SHORT).map(({ one }) => one),
    asGood: scored.slice(SHORT).filter((each) => each.score === least).length,
  }
}

function sameLanguage(left: string, right: string): boolean {
  return left === '' || right === '' || left.split('-')[0] === right.split('-')[0]
}

function makeContext(locator: WireLocator, path: string[], sketch: PageSketch | undefined, list: Comparison[], page: Document): Context {
  const counts = new Map<Feature, number>()
  for (const one of list) for (const feature of one.equal) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return {
    translated: sketch !== undefined && !sameLanguage(sketch.language, pageLanguage(page)),
    sameSkeleton: sketch !== undefined && list.some((one) => one.equal.has('position')) && sketch.shape === pageShape(page),
    hadTwins: sketch !== undefined && sketch.twins > 1,
    // The buttons of a radio group share their name by nature, even when one of them is all that is left.
    sharing: (feature) => (counts.get(feature) ?? 0) + (feature === 'fieldName' && locator.fieldType === 'radio' ? 1 : 0),
    likeness: (element) => likeness([...path, ...locator.within], [...elementPath(element), ...elementHosts(element)]),
    elsewhere: (element) => {
      const nearest = path.slice(1).find((token) => token.includes('#'))
      return nearest !== undefined && !elementPath(element).includes(nearest)
    },
  }
}

function changesOf(best: Comparison, context: Context): Feature[] {
  return [...best.different].filter((feature) => {
    if (feature === 'text') return !context.translated
    return feature === 'position' ? context.likeness(best.element) < MOVED : true
  })
}

function decide(list: Scored[], asGood: number, context: Context): FindResult {
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

/**
 * Looks for the recorded element in a document, its open shadow roots and its same-origin frames.
 *
 * @param key the application's public key id, which keys the hashes of texts
 * @returns the one element that is it, or why there is none; never a guess
 */
export function find(locator: WireLocator, key: string, root: Document): FindResult {
  const sketch = readSketch(locator.path.at(-1))
  const path = sketch === undefined ? locator.path : locator.path.slice(0, -1)
  const roots = searchRoots(root)
  const inPlace = resolvePath(roots, path, locator.within)
  const hash = createTextHash(key)
  const compared = candidates(roots, locator).map((element) => compare(locator, element, hash, inPlace))
  const page = inPlace?.ownerDocument ?? root
  const { kept, asGood } = shortlist(compared.filter(isCandidate), locator, sketch, page)
  const list = preferRendered(kept)
  const context = makeContext(locator, path, sketch, list, page)
  return decide(
    list.map((one) => ({ ...one, score: score(one, context) })),
    asGood,
    context,
  )
}
