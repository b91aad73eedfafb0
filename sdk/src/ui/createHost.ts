import { isElement } from '../locator/isElement'
import { make } from './make'
import { STYLE } from './style'

/** A place of ours in somebody else's page. */
export interface Host {
  element: HTMLElement
  /** Closed: the page's scripts and styles do not reach inside. */
  root: ShadowRoot
}

/** Marks our elements, so that what waits for the page to change does not wake for our own doing. */
const MARK = 'data-handrail-ui'

/** Whether a node of the page is one of ours. */
export function isOurs(node: Node): boolean {
  return isElement(node) && node.hasAttribute(MARK)
}

/** Whether a node is one of ours that every panel of ours lies above. */
export function liesLow(node: Node): boolean {
  return node instanceof Element && node.getAttribute(MARK) === 'low'
}

/** Read by the browser once, however many stand on the page. */
const sheets = new Map<string, CSSStyleSheet>()

function sheet(text: string): CSSStyleSheet {
  const made = sheets.get(text) ?? new CSSStyleSheet()
  if (!sheets.has(text)) made.replaceSync(text)
  sheets.set(text, made)
  return made
}

/** Has the browser read our style sheet, in a task before the one that needs it. */
export function readStyle(): void {
  sheet(STYLE)
}

/**
 * Makes a host element that is not in the page yet.
 *
 * @param themes style texts of the boot file that follow the common one
 * @param place `low`: for what stands on the page by itself, below the panels that come and go
 */
export function createHost(themes: readonly string[], place: 'low' | '' = ''): Host {
  const element = make('div', { [MARK]: place })
  const root = element.attachShadow({ mode: 'closed' })
  root.adoptedStyleSheets = [STYLE, ...themes].map(sheet)
  return { element, root }
}
