import { compare } from './compare'
import { decide } from './decide'
import { destination } from './destination'
import { carriesDeveloperId, selectDeveloperId } from './developerId'
import { isRendered } from './isRendered'
import { OUT_OF_REACH, score } from './score'
import { makeContext, mayBe, type Search } from './search'
import type { Feature, FindResult } from './types'

/** Elements that share something of their own with the locator: a key, where they lead, the exact place. */
function alike({ locator, roots, inPlace }: Search): Element[] {
  const { htmlId, fieldName, developerId } = locator
  const selectors: string[] = []
  if (htmlId !== undefined) selectors.push(`#${CSS.escape(htmlId)}`)
  if (fieldName !== undefined) selectors.push(`[name="${CSS.escape(fieldName)}"]`)
  if (developerId !== undefined) selectors.push(selectDeveloperId(developerId))
  if (selectors.length === 0) return []
  if (locator.destination !== undefined) selectors.push('[href]')
  const found = roots.flatMap((root) => [...root.querySelectorAll(selectors.join())])
  const shared = found.filter(
    (element) =>
      element.getAttribute('id') === htmlId ||
      element.getAttribute('name') === fieldName ||
      (developerId !== undefined && carriesDeveloperId(element, developerId)) ||
      (locator.destination !== undefined && destination(element) === locator.destination),
  )
  return inPlace === undefined || shared.includes(inPlace) ? shared : [...shared, inPlace]
}

/**
 * The element that alone has something of the recorded one's own, and so much that no element with the same text could come near:
 * the same answer as that of the whole comparison, on a page of any size.
 */
export function findAlone(search: Search): FindResult | undefined {
  const { locator, hash, inPlace } = search
  const [element, ...others] = alike(search)
  if (element === undefined || others.length > 0 || !mayBe(element, locator) || !isRendered(element)) return undefined
  const only = compare(locator, element, hash, inPlace)
  const context = makeContext(search, [only])
  // Others may have its text.
  const sharing = (feature: Feature): number => (feature === 'text' ? 2 : context.sharing(feature))
  const cautious = { ...context, sharing, sameSkeleton: () => false }
  return score(only, cautious) < OUT_OF_REACH ? undefined : decide([{ ...only, score: OUT_OF_REACH }], 0, context)
}
