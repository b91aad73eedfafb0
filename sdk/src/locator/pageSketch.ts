import { stableId } from './stableId'
import { keyedHash } from './textHash'

const LANDMARKS = 'main, nav, header, footer, aside, form, [role=main], [role=navigation]'

/** What a locator remembers of the page it was captured on; travels as the last entry of its path. */
export interface PageSketch {
  /** Language the page declared, lower case; empty when it declared none. */
  language: string
  /** Hash of the page's skeleton: chosen ids, field names, landmarks. Texts and rows of data do not change it. */
  shape: string
  /** How many elements shared role, text and destination at capture, the captured one included. */
  twins: number
}

/** Hash of what stays the same on a page when its data and its language change. */
export function pageShape(page: Document): string {
  const marks = new Set<string>()
  for (const element of page.querySelectorAll('[id], [name]')) {
    const id = stableId(element.getAttribute('id'))
    const name = stableId(element.getAttribute('name'))
    if (id !== undefined) marks.add(`${element.localName}#${id}`)
    if (name !== undefined && element.localName !== 'meta') marks.add(`${element.localName}=${name}`)
  }
  const landmarks = [...page.querySelectorAll(LANDMARKS)].map((element) => element.localName)
  const words = [...marks].sort().concat(landmarks)
  return keyedHash('', words.join('\n'))
}

/** The language a page declares, lower case. */
export function pageLanguage(page: Document): string {
  return (page.documentElement.getAttribute('lang') ?? '').toLowerCase()
}

/** The sketch as a path entry, e.g. `page lang=de shape=0123456789abcdef twins=1`. */
export function sketchToken(sketch: PageSketch): string {
  const language = /^[a-z0-9-]{1,35}$/.test(sketch.language) ? sketch.language : ''
  return `page lang=${language} shape=${sketch.shape} twins=${sketch.twins}`
}

/** Reads a path entry back; undefined when it is an ancestor. */
export function readSketch(entry: string | undefined): PageSketch | undefined {
  const match = entry?.match(/^page lang=([a-z0-9-]*) shape=([0-9a-f]{16}) twins=(\d+)$/)
  if (!match) return undefined
  return { language: match[1] ?? '', shape: match[2] ?? '', twins: Number(match[3]) }
}
