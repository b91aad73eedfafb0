import { elementHosts, elementPath } from './elementPath'
import type { Root } from './searchRoots'

function childFor(parent: ParentNode, token: string): Element | undefined {
  const [, tag, id, position, count] = token.match(/^([^#:]+)(?:#(.+)|:nth\((\d+) of (\d+)\))?$/s) ?? []
  const alike = [...parent.children].filter((child) => child.localName === tag)
  if (id !== undefined) return alike.find((child) => child.getAttribute('id') === id)
  return alike.length === Number(count ?? 1) ? alike[Number(position ?? 1) - 1] : undefined
}

function sameHosts(root: Root, within: readonly string[]): boolean {
  const inside = root.firstElementChild
  return inside !== null && elementHosts(inside).join('\n') === within.join('\n')
}

/**
 * The element that stands exactly where the recorded one stood: same ancestors, same ordinals, same number of siblings.
 *
 * @param path the recorded path without the page sketch
 */
export function resolvePath(roots: readonly Root[], path: readonly string[], within: readonly string[]): Element | undefined {
  if (path.length === 0) return undefined
  for (const root of roots) {
    if (!sameHosts(root, within)) continue
    let at: ParentNode | undefined = root
    for (const token of [...path].reverse()) at = at && childFor(at, token)
    // The tokens are made anew: an ancestor that lost or gained an id is a change, too.
    if (at !== undefined && elementPath(at as Element).join('\n') === path.join('\n')) return at as Element
  }
  return undefined
}
