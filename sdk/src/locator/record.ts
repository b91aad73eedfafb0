import { accessibleName } from './accessibleName'
import { destination } from './destination'
import { developerId } from './developerId'
import { elementHosts, elementPath } from './elementPath'
import { isPrivate } from './isPrivate'
import { normaliseText } from './normaliseText'
import { pageLanguage, pageShape, sketchToken } from './pageSketch'
import { readRole } from './readRole'
import { searchRoots } from './searchRoots'
import { stableId } from './stableId'
import type { AuthoredLocator } from './types'

/** Digits are left out of what is recorded: amounts, account numbers and dates are nobody's business. */
function withoutDigits(text: string): string {
  return text
    .replace(/\p{Nd}+/gu, '')
    .replace(/\p{White_Space}+/gu, ' ')
    .trim()
}

/** How many elements of the page share role, text and destination with this one, itself included; 1 for one without a text. */
function countTwins(element: Element, text: string | undefined): number {
  if (text === undefined) return 1
  const normal = normaliseText(text)
  const role = readRole(element)
  const leadsTo = destination(element)
  let twins = 0
  for (const root of searchRoots(topDocument(element))) {
    for (const other of root.querySelectorAll(role === undefined ? element.localName : '*')) {
      if (readRole(other) !== role || destination(other) !== leadsTo) continue
      const name = accessibleName(other)
      if (name !== undefined && normaliseText(name) === normal) twins++
    }
  }
  return Math.max(twins, 1)
}

function topDocument(element: Element): Document {
  let page = element.ownerDocument
  for (let frame = page.defaultView?.frameElement; frame; frame = page.defaultView?.frameElement) page = frame.ownerDocument
  return page
}

function attribute(element: Element, name: string): string | undefined {
  const value = element.getAttribute(name)
  return value === null || value === '' ? undefined : value.slice(0, 200)
}

/**
 * Records an element so that it can be recognised later.
 *
 * Field values are never read. In private regions and table cells neither text nor destination is recorded. The last entry of
 * `path` is a sketch of the page (language, skeleton, number of look-alikes).
 */
export function record(element: Element): AuthoredLocator {
  const hidden = isPrivate(element)
  const name = accessibleName(element)
  const text = name === undefined ? undefined : withoutDigits(name)
  const page = element.ownerDocument
  const sketch = { language: pageLanguage(page), shape: pageShape(page), twins: countTwins(element, text) }
  const optional = {
    role: readRole(element),
    developerId: developerId(element),
    htmlId: stableId(element.getAttribute('id')),
    fieldName: stableId(element.getAttribute('name')),
    fieldType: attribute(element, 'type')?.toLowerCase(),
    destination: hidden ? undefined : destination(element),
    text: text === '' ? undefined : text,
  }
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return {
    format: 1,
    tag: element.localName,
    ...known,
    path: [...elementPath(element), sketchToken(sketch)],
    within: elementHosts(element),
  }
}
