import { find } from './find'
import { createRoots, type Roots } from './createRoots'
import type { FindResult, WireLocator } from './types'

/** Finds recorded elements of one application. */
export interface Locator {
  /** Looks a recorded element up; `root` is the page's document unless told otherwise. */
  find(locator: WireLocator, root?: Document): FindResult
}

/**
 * A locator for the application with this public key id.
 *
 * @param roots shared with whoever else looks through the page
 */
export function createLocator(key: string, roots: Roots = createRoots()): Locator {
  return { find: (locator, root = document) => find(locator, key, root, roots.of(root)) }
}
