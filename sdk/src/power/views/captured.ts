import { toWire, type FindResult, type WireLocator } from '../../locator'
import { frameOffset } from '../capture/frameOffset'
import { makeMark } from '../capture/mark'
import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { gradeNote } from '../gradeNote'
import { h } from '../h'
import { saveAllButton } from '../saveAllButton'
import type { Word, Words } from '../words'

const SHOWN_MS = 2500

function state(result: FindResult, words: Words): HTMLElement {
  const list = (reasons: string[]): string => reasons.map((reason) => words(`feature.${reason}` as Word)).join(', ')
  if (result.status === 'ambiguous') return h('span', { class: 'bad' }, words('ambiguous', { n: result.count }))
  if (result.status !== 'found') return h('span', { class: 'bad' }, words('missing', { what: list(result.reasons) }))
  if (result.changed === undefined) return h('span', { class: 'good' }, words('found'))
  return h('span', { class: 'fair' }, words('foundChanged', { what: list(result.changed) }))
}

/** Marks an element for some seconds. */
function point(context: PowerContext, element: Element): void {
  element.scrollIntoView({ block: 'center' })
  const mark = makeMark(context.shell().layer)
  const { x, y, width, height } = element.getBoundingClientRect()
  const offset = frameOffset(element)
  mark.draw({ x: x + offset.x, y: y + offset.y, width, height })
  setTimeout(mark.remove, SHOWN_MS)
}

function forget(context: PowerContext, id: string): void {
  const { elements, screens, saved } = context.store.read()
  context.store.change({
    elements: elements.filter((one) => one.id !== id),
    screens: screens.filter((one) => one.id !== id),
    saved: saved.filter((one) => one !== id),
  })
  context.shell().refresh()
}

interface Item {
  id: string
  name: string
  locator: WireLocator
  note: Node[]
  own: boolean
}

function items(context: PowerContext): Item[] {
  const words = context.words()
  const boot = context.runtime.boot()
  const { elements, saved } = context.store.read()
  const captured = elements.map((element) => ({
    id: element.id,
    name: element.name,
    locator: toWire(element.locator, boot.application),
    note: [
      gradeNote({ grade: element.grade, reason: element.gradeReason }, words),
      h('span', { class: 'soft' }, words(saved.includes(element.id) ? 'proposed' : 'notSaved')),
    ],
    own: !saved.includes(element.id),
  }))
  const own = new Set(captured.map((item) => item.id))
  const published = boot.elements
    .filter((element) => !own.has(element.id))
    .map(({ id, locator }) => ({ id, name: id, locator, note: [h('span', { class: 'soft' }, words('published'))], own: false }))
  return [...captured, ...published]
}

function line(context: PowerContext, item: Item): HTMLElement {
  const words = context.words()
  const result = context.locator.find(item.locator)
  const buttons: Node[] = []
  if (result.status === 'found') {
    const { element } = result
    const show = (): void => {
      point(context, element)
    }
    buttons.push(h('button', { class: 'action', type: 'button', click: show }, words('show')))
  }
  if (item.own) {
    const remove = (): void => {
      forget(context, item.id)
    }
    buttons.push(h('button', { class: 'action', type: 'button', click: remove }, words('remove')))
  }
  return h('li', {}, h('strong', {}, item.name), state(result, words), ...item.note, h('div', { class: 'row' }, ...buttons))
}

function screenLines(context: PowerContext): HTMLElement[] {
  const words = context.words()
  const { screens, saved } = context.store.read()
  return screens.map((screen) => {
    const here = screen.rule.value === location.pathname
    const remove = (): void => {
      forget(context, screen.id)
    }
    const button = h('button', { class: 'action', type: 'button', click: remove }, words('remove'))
    return h(
      'li',
      {},
      h('strong', {}, screen.name),
      h('span', { class: here ? 'good' : 'soft' }, `${screen.rule.value} – ${words(here ? 'onThisScreen' : 'otherScreen')}`),
      ...(saved.includes(screen.id) ? [h('span', { class: 'soft' }, words('proposed'))] : [button]),
    )
  })
}

/** Captured items: which of the captured is on this page, found by the same code as at the end user's. */
export function capturedView(context: PowerContext): View {
  return {
    title: 'captured',
    body: () => {
      const words = context.words()
      const elements = items(context).map((item) => line(context, item))
      const screens = screenLines(context)
      if (elements.length + screens.length === 0) return [h('p', { class: 'soft' }, words('nothingCaptured'))]
      return [
        ...(elements.length > 0 ? [h('h3', {}, words('elementsHere')), h('ul', {}, ...elements)] : []),
        ...(screens.length > 0 ? [h('h3', {}, words('screens')), h('ul', {}, ...screens)] : []),
        saveAllButton(context),
      ]
    },
  }
}
