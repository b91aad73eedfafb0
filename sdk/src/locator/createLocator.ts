import { find } from './find'
import type { FindResult, WireLocator } from './types'

/** Finds recorded elements of one application. */
export interface Locator {
  /** Looks a recorded element up; `root` is the page's document unless told otherwise. */
  find(locator: WireLocator, root?: Document): FindResult
}

/** A locator for the application with this public key id. */
export function createLocator(key: string): Locator {
  return { find: (locator, root = document) => find(locator, key, root) }
}
