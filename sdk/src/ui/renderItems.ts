import type { Action, Item, Items } from '../schema/wire'
import { make } from './make'
import type { Say } from './words'

/** What the lines of a checklist or help menu need. */
export interface ItemsContext {
  say: Say
  /** Whether a line is offered here. */
  isOffered: (item: Item) => boolean
  /** Whether a task is done. */
  isDone: (item: Item) => boolean
  act: (actions: Action[], trusted: boolean) => void
  /** Takes what draws the list anew. */
  redraws: (() => void)[]
}

/** "n of total done" of a list with tasks; empty for others. */
export function progressOf(items: readonly Item[], { say, isDone }: Pick<ItemsContext, 'say' | 'isDone'>): string {
  const tasks = items.filter((item) => item.done !== undefined)
  const n = tasks.filter(isDone).length
  return tasks.length === 0 ? '' : say('tasksDone').replace('{n}', String(n)).replace('{total}', String(tasks.length))
}

/** Says that what is pressed opens a new tab; nothing where it does not. */
export function newTabNote(actions: readonly Action[], say: Say): HTMLElement[] {
  const opens = actions.some((action) => action.do === 'openLink' && action.newTab === true)
  return opens ? [make('span', { class: 'spoken' }, ` (${say('newTab')})`)] : []
}

function renderItem(item: Item, context: ItemsContext): HTMLElement {
  const isTask = item.done !== undefined
  const done = isTask && context.isDone(item)
  const text = make('span', {}, item.label)
  if (item.description !== undefined) text.append(make('small', {}, item.description))
  // The state is part of the name, not only a sign.
  if (done) text.append(make('span', { class: 'spoken' }, `, ${context.say('done')}`))
  text.append(...newTabNote(item.actions, context.say))
  const sign = isTask ? [make('span', { class: 'tick', 'aria-hidden': 'true' }, done ? '✓' : '')] : []
  const click = (event: Event): void => {
    context.act(item.actions, event.isTrusted)
  }
  const line = item.actions.length === 0 ? make('div', { class: 'item' }) : make('button', { type: 'button', class: 'item', click })
  line.append(...sign, text)
  const entry = make('li', { 'data-item': item.id }, line)
  entry.classList.toggle('done', done)
  return entry
}

/** Lines with a search field, or with how many of them are done. */
export function renderItems({ items, search }: Items, context: ItemsContext): HTMLElement {
  const { say } = context
  // Whatever the language says of I and İ (and whether it is one at all), they are found by either i.
  const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i')
  const list = make('ul', { class: 'items', role: 'list' })
  const status = make('p', { class: 'note', role: 'status' })
  const full = make('div', { class: 'full' })
  const bar = make('div', { class: 'bar', 'aria-hidden': 'true' }, full)
  const isTasks = items.some((item) => item.done !== undefined)
  let wanted: string[] = []

  const redraw = (): void => {
    const found = items.filter(
      (item) =>
        context.isOffered(item) && wanted.every((word) => fold([item.label, item.description, item.keywords].join(' ')).includes(word)),
    )
    const focused = (list.getRootNode() as ShadowRoot).activeElement?.closest('[data-item]')?.getAttribute('data-item')
    list.replaceChildren(...found.map((item) => renderItem(item, context)))
    // Who stood on a line goes on standing there.
    if (typeof focused === 'string') list.querySelector<HTMLElement>(`[data-item="${focused}"] > button`)?.focus()
    full.style.width = `${(items.filter(context.isDone).length / items.length) * 100}%`
    const words = isTasks ? progressOf(items, context) : found.length === 0 ? say('nothingFound') : ''
    if (status.textContent !== words) status.textContent = words
  }
  const input = (event: Event): void => {
    wanted = fold((event.target as HTMLInputElement).value)
      .split(/\s+/)
      .filter(Boolean)
    redraw()
  }
  redraw()
  context.redraws.push(redraw)
  const field = search ? [make('input', { type: 'search', 'aria-label': say('search'), placeholder: say('search'), input })] : []
  return make('div', { class: 'lines' }, ...field, ...(isTasks ? [status, bar, list] : [list, status]))
}
