import type { Locator } from '../schema/wire'

/** What is recorded of an element at capture time, readable; the fields of `schema/authored/places.py`. */
export interface AuthoredLocator {
  format: number
  tag: string
  role?: string
  developerId?: string
  htmlId?: string
  fieldName?: string
  fieldType?: string
  destination?: string
  text?: string
  path: string[]
  within: string[]
}

/** What ships: the same without readable text. */
export type WireLocator = Locator

/** A property of an element that a locator compares. */
export type Feature = 'developerId' | 'htmlId' | 'fieldName' | 'fieldType' | 'text' | 'destination' | 'position' | 'tag' | 'role'

/** Why nothing was found: a feature that differs, or one of the words below. */
export type Reason = Feature | 'noCandidate' | 'tooWeak' | 'severalAlike'

/** The answer of a look-up. Never a guess: `element` is there only with `status: 'found'`. */
export type FindResult =
  { status: 'found'; element: Element; changed?: Feature[] } | { status: 'missing' | 'ambiguous'; reasons: Reason[]; count: number }
