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

function elements(root: Document, selector: string): Element[] {
  return [...root.querySelectorAll(selector)].slice(0, LIMIT)
}

function styles(root: Document, selector: string): CSSStyleDeclaration[] {
  return elements(root, selector)
    .map((element) => getComputedStyle(element))
    .filter((style) => style.display !== 'none')
}

function pageBackground(root: Document): string {
  const backgrounds = [root.body, root.documentElement].map((element) => toHex(getComputedStyle(element).backgroundColor))
  return backgrounds.find((colour) => colour !== undefined) ?? '#ffffff'
}

/** Red, green and blue, 0 to 255 each. */
function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
}

/** How far a colour is from grey, 0 to 255: a brand colour is rarely grey. */
function saturation(hex: string): number {
  const parts = channels(hex)
  return Math.max(...parts) - Math.min(...parts)
}

/** Whether a button of this colour can be told from the page: a white one stands on a coloured ground, which ours do not have. */
function standsOut(hex: string, page: string): boolean {
  const ground = channels(page)
  return channels(hex).some((part, at) => Math.abs(part - (ground[at] ?? 0)) > 64)
}

interface Painted {
  style: CSSStyleDeclaration
  background: string
}

/** A button with words on it; round ones and switches have a look of their own. */
function isLabelled(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect()
  const label = (element.textContent ?? '').trim() || (element.getAttribute('value') ?? '')
  return label.length > 2 && (width === 0 || width > height * 1.3)
}

/** Labelled buttons with a colour of their own. */
function paintedButtons(root: Document, page: string): Painted[] {
  const buttons = elements(root, 'button, [role=button], input[type=submit], a[class*=btn], a[class*=button]').filter(isLabelled)
  return buttons.flatMap((element) => {
    const style = getComputedStyle(element)
    const background = toHex(style.backgroundColor)
    return background === undefined || background === page || style.display === 'none' ? [] : [{ style, background }]
  })
}

/** The most frequent button with a brand colour: the page's main call to action, as far as styles can tell. */
function mainButton(buttons: Painted[]): Painted | undefined {
  const colours = byFrequency(buttons.map((button) => button.background))
  const chosen = colours.find((colour) => saturation(colour) > 40) ?? colours[0]
  return buttons.find((button) => button.background === chosen)
}

/** The most frequent corner radius in CSS pixels; percentages belong to round things. */
function radiusOf(buttons: Painted[]): number | undefined {
  const written = buttons.map(({ style }) => style.borderTopLeftRadius).filter((radius) => radius.endsWith('px'))
  return mostFrequent(written.map((radius) => Math.min(64, Math.round(parseFloat(radius)))))
}

/** The most frequent colour of links that are told from text by it; menus and buttons often are not. */
function linkColour(root: Document, text: string | undefined): string | undefined {
  const plain = styles(root, 'a[href]').filter((style) => toHex(style.backgroundColor) === undefined)
  const colours = byFrequency(plain.map((style) => toHex(style.color)))
  return colours.find((colour) => colour !== text && saturation(colour) > 40) ?? colours[0]
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
  const buttons = paintedButtons(root, background)
  const main = mainButton(buttons)
  const headings = mostFrequent(styles(root, 'h1, h2, h3').map((style) => toHex(style.color)))
  const text = toHex(getComputedStyle(root.body).color) ?? headings
  const link = linkColour(root, text)
  const call =
    link !== undefined && main !== undefined && !standsOut(main.background, background)
      ? { primary: link, onPrimary: background }
      : { primary: main?.background, onPrimary: main && toHex(main.style.color) }
  const read = {
    background,
    text,
    ...call,
    link,
    border: borderColour(root),
    error: mostFrequent(styles(root, ERRORS).map((style) => toHex(style.color))),
    radius: radiusOf(buttons),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}
