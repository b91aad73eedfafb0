import { compare, type Comparison } from './compare'
import { decide, SHORT } from './decide'
import { selectDeveloperId } from './developerId'
import { isRendered } from './isRendered'
import { selectRole } from './readRole'
import { isCandidate, score } from './score'
import { makeContext, mayBe, type Search } from './search'
import type { FindResult } from './types'

function candidates({ roots, locator }: Search): Element[] {
  const { tag, role, developerId } = locator
  const selectors = [CSS.escape(tag), ...(role === undefined ? [] : selectRole(role))]
  if (developerId !== undefined) selectors.push(selectDeveloperId(developerId))
  const all = roots.flatMap((root) => [...root.querySelectorAll(selectors.join())])
  return all.filter((element) => mayBe(element, locator))
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
function shortlist(list: Comparison[], search: Search): Shortlist {
  if (list.length <= SHORT) return { kept: list, asGood: 0 }
  const context = { ...makeContext(search, list), likeness: () => 1, elsewhere: () => false }
  const scored = list.map((one) => ({ one, score: score(one, context) })).sort((a, b) => b.score - a.score)
  const least = scored[SHORT - 1]?.score
  return {
    kept: scored.slice(0, SHORT).map(({ one }) => one),
    asGood: scored.slice(SHORT).filter((each) => each.score === least).length,
  }
}

/** Compares all elements of the recorded kind. */
export function findAmongAll(search: Search): FindResult {
  const { locator, hash, inPlace } = search
  const compared = candidates(search).map((element) => compare(locator, element, hash, inPlace))
  const { kept, asGood } = shortlist(compared.filter(isCandidate), search)
  const list = preferRendered(kept)
  const context = makeContext(search, list)
  return decide(
    list.map((one) => ({ ...one, score: score(one, context) })),
    asGood,
    context,
  )
}
