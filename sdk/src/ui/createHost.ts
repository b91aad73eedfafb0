import { make } from './make'
import { STYLE } from './style'

/** A place of ours in somebody else's page. */
export interface Host {
  element: HTMLElement
  /** Closed: the page's scripts and styles do not reach inside. */
  root: ShadowRoot
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet()
  made.replaceSync(text)
  return made
}

/**
 * Makes a host element that is not in the page yet.
 *
 * @param themes style texts of the boot file that follow the common one
 */
export function createHost(themes: readonly string[]): Host {
  const element = make('div')
  const root = element.attachShadow({ mode: 'closed' })
  root.adoptedStyleSheets = [STYLE, ...themes].map(sheet)
  return { element, root }
}
