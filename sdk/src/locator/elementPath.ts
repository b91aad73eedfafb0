import { stableId } from './stableId'

/** Ancestors that are kept; one further token of the forty describes the page. */
const LIMIT = 39

function token(element: Element): string {
  const id = stableId(element.getAttribute('id'))
  const tag = element.localName.slice(0, 60)
  if (id !== undefined) return `${tag}#${id}`
  const siblings = element.parentNode?.children
  if (siblings === undefined) return tag
  let count = 0
  let position = 0
  for (const sibling of siblings) {
    if (sibling.localName !== element.localName) continue
    count++
    if (sibling === element) position = count
  }
  // "of" keeps a removed neighbour from handing its place to the next one unnoticed.
  return count > 1 ? `${tag}:nth(${position} of ${count})` : tag
}

/** Tokens from the element up to its document or shadow root: `tag`, `tag#id` or `tag:nth(n of m)`. */
export function elementPath(element: Element): string[] {
  const path: string[] = []
  let at: Element | null = element
  while (at !== null && path.length < LIMIT) {
    path.push(token(at))
    at = at.parentElement
  }
  return path
}

/** Hosts of open shadow roots and same-origin frames around an element, the outermost first, each as a path token. */
export function elementHosts(element: Element): string[] {
  const hosts: string[] = []
  let at: Element | null = element
  while (at !== null && hosts.length < 8) {
    const root: Node = at.getRootNode()
    const host: Element | null = 'host' in root ? (root as ShadowRoot).host : frameOf(root)
    if (host !== null) hosts.unshift(token(host))
    at = host
  }
  return hosts
}

function frameOf(root: Node): Element | null {
  try {
    return (root as Document).defaultView?.frameElement ?? null
  } catch {
    return null
  }
}
