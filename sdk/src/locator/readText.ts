import { isElement } from './isElement'

const SKIPPED = new Set(['script', 'style', 'template', 'noscript', 'input', 'select', 'textarea', 'svg', 'td'])
/** Longest text that is kept, in code points: enough to tell labels apart, too little to keep a document. */
const LIMIT = 120

function collect(node: Node, parts: string[]): void {
  for (const child of node.childNodes) {
    if (child.nodeType === 3) parts.push(child.nodeValue ?? '')
    else if (isElement(child)) collectElement(child, parts)
  }
}

function collectElement(element: Element, parts: string[]): void {
  if (SKIPPED.has(element.localName) || element.hasAttribute('data-handrail-private')) return
  if (element.getAttribute('aria-hidden') === 'true') return
  if (element.localName === 'img') parts.push(element.getAttribute('alt') ?? '')
  else {
    // Block elements part words; a space too many is collapsed later, a missing one would join two words.
    parts.push(' ')
    collect(element, parts)
    parts.push(' ')
  }
}

/** The text inside an element as a reader hears it: no scripts, no field values, no cells, nothing private or hidden from readers. */
export function readText(element: Element): string {
  const parts: string[] = []
  collect(element, parts)
  return limitText(parts.join(''))
}

/** Collapses white space and cuts to the longest length that is kept. */
export function limitText(text: string): string {
  const collapsed = text.replace(/\p{White_Space}+/gu, ' ').trim()
  return collapsed.length <= LIMIT ? collapsed : [...collapsed].slice(0, LIMIT).join('').trim()
}
