import { byFrequency, mostFrequent } from './mostFrequent'
import { toHex } from './toHex'

/** Colours as `#rrggbb`, radius in CSS pixels; what the page does not show is left out. */
export interface PageColours {
  background?: string
  text?: string
  primary?: string
  onPrimary?: string
  link?: string
  border?: string
  error?: string
  radius?: number
}

/** Elements looked at per kind: enough to see a style, few enough for a long page. */
const LIMIT = 200
const ERRORS = '[role=alert], [aria-invalid=true], .error, .is-invalid, .alert-danger, .text-danger'

function styles(root: Document, selector: string): CSSStyleDeclaration[] {
  const elements = [...root.querySelectorAll(selector)].slice(0, LIMIT)
  return elements.map((element) => getComputedStyle(element)).filter((style) => style.display !== 'none')
}

function pageBackground(root: Document): string {
  const backgrounds = [root.body, root.documentElement].map((element) => toHex(getComputedStyle(element).backgroundColor))
  return backgrounds.find((colour) => colour !== undefined) ?? '#ffffff'
}

/** How far a colour is from grey, 0 to 255: a brand colour is rarely grey. */
function saturation(hex: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  return Math.max(...parts) - Math.min(...parts)
}

/** The most frequent button with a colour of its own: the page's main call to action, as far as styles can tell. */
function mainButton(root: Document, background: string): CSSStyleDeclaration | undefined {
  const buttons = styles(root, 'button, [role=button], input[type=submit], a[class*=btn], a[class*=button]')
  const own = buttons.filter((style) => {
    const colour = toHex(style.backgroundColor)
    return colour !== undefined && colour !== background
  })
  const colours = byFrequency(own.map((style) => toHex(style.backgroundColor)))
  const chosen = colours.find((colour) => saturation(colour) > 40) ?? colours[0]
  return own.find((style) => toHex(style.backgroundColor) === chosen)
}

function borderColour(root: Document): string | undefined {
  const bordered = styles(root, 'input, select, textarea, table, fieldset, section, article').filter(
    (style) => parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none',
  )
  return mostFrequent(bordered.map((style) => toHex(style.borderTopColor)))
}

/** Reads the colours that the page's most frequent buttons, links, headings and fields are painted with. */
export function readColours(root: Document): PageColours {
  const background = pageBackground(root)
  const button = mainButton(root, background)
  const headings = mostFrequent(styles(root, 'h1, h2, h3').map((style) => toHex(style.color)))
  const radius = button === undefined ? undefined : Math.min(64, Math.round(parseFloat(button.borderTopLeftRadius) || 0))
  const read = {
    background,
    text: toHex(getComputedStyle(root.body).color) ?? headings,
    primary: button && toHex(button.backgroundColor),
    onPrimary: button && toHex(button.color),
    link: mostFrequent(styles(root, 'a[href]').map((style) => toHex(style.color))),
    border: borderColour(root),
    error: mostFrequent(styles(root, ERRORS).map((style) => toHex(style.color))),
    radius,
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}
