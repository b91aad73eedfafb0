import { byFrequency } from './mostFrequent'

/** A font the page uses, by name: the page has its bytes already. */
export interface PageFont {
  family: string
  weight: string
  style: string
}

const LIMIT = 2000
const KEPT = 10
/** What the console accepts as a font family, so that it is safe in a style sheet. */
const SAFE = /^[A-Za-z0-9 _-]{1,80}$/

/** The first family of a list, without quotes: the one the page wants. */
function firstFamily(list: string): string {
  const first = list.match(/^\s*(?:"([^"]*)"|'([^']*)'|([^,]*))/) ?? []
  return (first[1] ?? first[2] ?? first[3] ?? '').replace(/\s+/g, ' ').trim()
}

/** Font families, weights and styles: those the page declared and loaded, and its ten most used computed ones. */
export function readFonts(root: Document): PageFont[] {
  const used: string[] = []
  let looked = 0
  for (const element of root.body.querySelectorAll('*')) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && (node.nodeValue ?? '').trim() !== '')
    if (!text || element.localName === 'script' || element.localName === 'style') continue
    if (++looked > LIMIT) break
    const { fontFamily, fontWeight, fontStyle } = getComputedStyle(element)
    used.push(JSON.stringify([firstFamily(fontFamily), fontWeight, fontStyle]))
  }
  const loaded: string[] = []
  // FontFaceSet is iterable in every supported browser, but not in the type library's oldest form.
  root.fonts.forEach((face) => {
    if (face.status === 'loaded') loaded.push(JSON.stringify([firstFamily(face.family), face.weight, face.style]))
  })
  const fonts = [...new Set([...byFrequency(used).slice(0, KEPT), ...loaded.slice(0, KEPT)])].map((one) => {
    const [family, weight, style] = JSON.parse(one) as [string, string, string]
    return { family, weight, style }
  })
  return fonts.filter((font) => SAFE.test(font.family))
}
