import { make } from '../../../sdk/src/ui'
import type { Placeholder } from './protocol'

const STYLE = `
:root{background:#f4f6fa;color:#5b6578;font:14px/1.5 system-ui,sans-serif}
:root.dark{background:#10141d;color:#a9b4c8}
body{margin:0;padding:24px;min-height:100vh;box-sizing:border-box}
.lines{display:grid;gap:10px;max-width:640px;margin:0 auto}
.line{height:12px;border-radius:6px;background:currentColor;opacity:.16}
.line:nth-child(1){width:46%;height:20px}
.line:nth-child(3n){width:72%}
.places{display:flex;flex-wrap:wrap;gap:56px 20px;max-width:640px;margin:40px auto 40px}
.place{display:grid;gap:4px}
.place :is(button,input,select,textarea,.other){min-height:36px;padding:6px 14px;border:1px dashed currentColor;border-radius:8px;background:none;
color:inherit;font:inherit;box-sizing:border-box}
`

/** What is drawn in place of an element of the app. */
export interface Page {
  elements: ReadonlyMap<string, Element>
}

const FIELDS = new Set(['input', 'select', 'textarea'])

function drawPlace({ id, name, tag, type }: Placeholder): [string, Element, HTMLElement] {
  const isPress = tag === 'button' || tag === 'a' || (tag === 'input' && (type === 'submit' || type === 'button'))
  if (isPress || !FIELDS.has(tag)) {
    const element = isPress ? make('button', { type: 'button' }, name) : make('div', { class: 'other', tabindex: '0' }, name)
    return [id, element, make('div', { class: 'place' }, element)]
  }
  const field = make(tag as 'input' | 'select' | 'textarea', {})
  return [id, field, make('label', { class: 'place' }, name, field)]
}

function lines(): HTMLElement {
  return make('div', { class: 'lines', 'aria-hidden': 'true' }, ...[1, 2, 3, 4].map(() => make('div', { class: 'line' })))
}

/** Draws a page that says nothing, with the app's elements where they belong. */
export function drawPage(places: readonly Placeholder[], direction: string, dark: boolean): Page {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  document.adoptedStyleSheets = [sheet]
  document.documentElement.dir = direction
  document.documentElement.classList.toggle('dark', dark)
  const drawn = places.map(drawPlace)
  document.body.replaceChildren(lines(), make('div', { class: 'places' }, ...drawn.map(([, , place]) => place)), lines())
  return { elements: new Map(drawn.map(([id, element]) => [id, element])) }
}
