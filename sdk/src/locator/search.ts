import type { Comparison } from './compare'
import { carriesDeveloperId } from './developerId'
import { elementHosts, elementPath } from './elementPath'
import { likeness } from './likeness'
import { pageLanguage, pageShape, type PageSketch } from './pageSketch'
import { readRole } from './readRole'
import type { Context } from './score'
import type { Root } from './searchRoots'
import type { TextHash } from './textHash'
import type { Feature, WireLocator } from './types'

/** One look-up: what is looked for, and where. */
export interface Search {
  locator: WireLocator
  /** The recorded path without the page sketch. */
  path: string[]
  sketch: PageSketch | undefined
  roots: readonly Root[]
  /** The element that stands exactly at the recorded position, if any. */
  inPlace: Element | undefined
  page: Document
  hash: TextHash
}

/** Whether an element is of the recorded kind: its tag, its role, or marked by its developers. */
export function mayBe(element: Element, locator: WireLocator): boolean {
  if (element.localName === locator.tag || (locator.role !== undefined && readRole(element) === locator.role)) return true
  return locator.developerId !== undefined && carriesDeveloperId(element, locator.developerId)
}

function sameLanguage(left: string, right: string): boolean {
  return left === '' || right === '' || left.split('-')[0] === right.split('-')[0]
}

/** What scores among these candidates need to know. */
export function makeContext({ locator, path, sketch, page }: Search, list: readonly Comparison[]): Context {
  const counts = new Map<Feature, number>()
  let same: boolean | undefined
  let last: { element: Element; path: string[] } | undefined
  const pathOf = (element: Element): string[] => {
    if (last?.element !== element) last = { element, path: elementPath(element) }
    return last.path
  }
  for (const one of list) for (const feature of one.equal) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return {
    translated: sketch !== undefined && !sameLanguage(sketch.language, pageLanguage(page)),
    sameSkeleton: () => (same ??= sketch !== undefined && sketch.shape === pageShape(page)),
    hadTwins: sketch !== undefined && sketch.twins > 1,
    // The buttons of a radio group share their name by nature, even when one of them is all that is left.
    sharing: (feature) => (counts.get(feature) ?? 0) + (feature === 'fieldName' && locator.fieldType === 'radio' ? 1 : 0),
    likeness: (element) => likeness([...path, ...locator.within], [...pathOf(element), ...elementHosts(element)]),
    elsewhere: (element) => {
      const nearest = path.slice(1).find((token) => token.includes('#'))
      return nearest !== undefined && !pathOf(element).includes(nearest)
    },
  }
}
