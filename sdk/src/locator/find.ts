import { findAlone } from './findAlone'
import { findAmongAll } from './findAmongAll'
import { readSketch } from './pageSketch'
import { resolvePath } from './resolvePath'
import type { Search } from './search'
import { searchRoots, type Root } from './searchRoots'
import { createTextHash } from './textHash'
import type { FindResult, WireLocator } from './types'

/** Makes a look-up ready: where to look, and what stands at the recorded place. */
export function startSearch(locator: WireLocator, key: string, root: Document, roots: readonly Root[]): Search {
  const sketch = readSketch(locator.path.at(-1))
  const path = sketch === undefined ? locator.path : locator.path.slice(0, -1)
  const inPlace = resolvePath(roots, path, locator.within)
  return { locator, path, sketch, roots, inPlace, page: inPlace?.ownerDocument ?? root, hash: createTextHash(key) }
}

/**
 * Looks for the recorded element in a document, its open shadow roots and its same-origin frames.
 *
 * @param key the application's public key id, which keys the hashes of texts
 * @param roots the document and the roots in it
 * @returns the one element that is it, or why there is none; never a guess
 */
export function find(locator: WireLocator, key: string, root: Document, roots: readonly Root[] = searchRoots(root)): FindResult {
  const search = startSearch(locator, key, root, roots)
  return findAlone(search) ?? findAmongAll(search)
}
