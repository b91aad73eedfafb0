import { accessibleName } from './accessibleName'
import { carriesDeveloperId } from './developerId'
import { destination } from './destination'
import { readRole } from './readRole'
import type { TextHash } from './textHash'
import type { Feature, WireLocator } from './types'

/** How one element compares with a locator: features that agree, features that contradict; the others say nothing. */
export interface Comparison {
  element: Element
  equal: Set<Feature>
  different: Set<Feature>
}

function note(into: Comparison, feature: Feature, recorded: string | undefined, now: string | null | undefined): void {
  if (recorded === undefined) return
  if (recorded === now) into.equal.add(feature)
  else into.different.add(feature)
}

/**
 * Compares one element with a locator.
 *
 * @param textHash hashes texts with the application's key
 * @param inPlace the element that stands exactly at the recorded position, if any
 */
export function compare(locator: WireLocator, element: Element, textHash: TextHash, inPlace: Element | undefined): Comparison {
  const result: Comparison = { element, equal: new Set(), different: new Set() }
  if (locator.developerId !== undefined) {
    const carries = carriesDeveloperId(element, locator.developerId)
    ;(carries ? result.equal : result.different).add('developerId')
  }
  note(result, 'tag', locator.tag, element.localName)
  note(result, 'role', locator.role, readRole(element))
  note(result, 'htmlId', locator.htmlId, element.getAttribute('id'))
  note(result, 'fieldName', locator.fieldName, element.getAttribute('name'))
  note(result, 'fieldType', locator.fieldType, element.getAttribute('type')?.toLowerCase())
  if (locator.destination !== undefined) note(result, 'destination', locator.destination, destination(element))
  const name = accessibleName(element)
  const hash = name === undefined ? undefined : textHash(name)
  if (locator.textHash !== undefined) note(result, 'text', locator.textHash, hash)
  else if (hash !== undefined) result.different.add('text')
  ;(element === inPlace ? result.equal : result.different).add('position')
  return result
}
