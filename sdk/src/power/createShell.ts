import { makeBubble } from './bubble'
import type { Store } from './createStore'
import { followTopLayer } from './followTopLayer'
import { h } from './h'
import { STYLE } from './style'
import type { Word, Words } from './words'

/** One page of the panel: a title and what it shows. */
export interface View {
  title: Word
  body: () => Node[]
}

/** Bubble and panel, in a closed shadow root. */
export interface Shell {
  /** Where capture draws its shield and marks. */
  layer: HTMLElement
  host: HTMLElement
  /** Opens the panel on a view; `home` has no way back. */
  show(view: View): void
  /** Draws the current view again. */
  refresh(): void
  close(): void
  isOpen(): boolean
  /** Says something to everybody, screen readers included. */
  say(text: string, tone?: 'good' | 'bad'): void
  /** Takes all of it away. */
  remove(): void
}

/** What the shell needs. */
export interface ShellOptions {
  store: Store
  words: () => Words
  home: View
  /** Called when the person uses the panel. */
  active: () => void
}

/** Events that the page must not take for its own: its short cuts, its focus traps, its "click outside closes". */
const OURS = 'pointerdown pointerup mousedown mouseup click dblclick contextmenu touchstart touchend keydown keyup keypress input change focusin focusout submit'

function attach(): { host: HTMLElement; root: HTMLElement } {
  const host = document.createElement('handrail-power')
  const shadow = host.attachShadow({ mode: 'closed' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  shadow.adoptedStyleSheets = [sheet]
  const root = h('div', { class: 'root' })
  shadow.append(root)
  for (const type of OURS.split(' ')) {
    host.addEventListener(type, (event) => {
      event.stopPropagation()
    })
  }
  return { host, root }
}

/** Puts the panel beside the bubble, towards the middle of the window. */
function placePanel(panel: HTMLElement, store: Store): void {
  const { right, bottom } = store.read().bubble
  const atRight = right < window.innerWidth / 2
  panel.style.right = atRight ? `${Math.max(8, right)}px` : 'auto'
  panel.style.left = atRight ? 'auto' : `${Math.max(8, window.innerWidth - right - 52)}px`
  const low = bottom < window.innerHeight / 2
  panel.style.bottom = low ? `${bottom + 62}px` : 'auto'
  panel.style.top = low ? 'auto' : `${window.innerHeight - bottom + 10}px`
  const room = low ? window.innerHeight - bottom - 74 : bottom - 20
  panel.style.maxHeight = `${Math.max(220, Math.min(560, room))}px`
  panel.classList.toggle('open-below', low && bottom < 80)
}

/** Makes bubble and panel and puts them into the page. */
export function createShell(options: ShellOptions): Shell {
  const { store, words, home, active } = options
  const { host, root } = attach()
  const layer = h('div')
  const panel = h('div', { class: 'panel', role: 'dialog', hidden: true, tabindex: '-1' })
  const status = h('p', { role: 'status', class: 'soft' })
  let view = home

  const draw = (): void => {
    const back = h('button', { class: 'icon', type: 'button', 'aria-label': words()('back'), click: () => shell.show(home) }, '‹')
    const close = h('button', { class: 'icon', type: 'button', 'aria-label': words()('close'), click: () => shell.close() }, '×')
    const title = words()(view.title)
    panel.setAttribute('aria-label', title)
    const heading = h('h2', {}, title)
    const head = h('div', { class: 'head' }, ...(view === home ? [heading, close] : [back, heading, close]))
    panel.replaceChildren(head, h('div', { class: 'body' }, ...view.body(), status))
    placePanel(panel, store)
  }
  const bubble = makeBubble(store, words, () => {
    if (panel.hidden) shell.show(view)
    else shell.close()
  })
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    shell.close()
  })
  root.addEventListener('pointerdown', active)
  root.addEventListener('keydown', active)
  root.append(layer, panel, bubble)
  const unfollow = followTopLayer(host)
  const place = (): void => {
    if (!panel.hidden) placePanel(panel, store)
  }
  store.listen(place)
  window.addEventListener('resize', place)

  const shell: Shell = {
    layer,
    host,
    show: (next) => {
      if (next !== view) status.textContent = ''
      view = next
      panel.hidden = false
      bubble.setAttribute('aria-expanded', 'true')
      draw()
      panel.focus()
    },
    refresh: () => {
      if (!panel.hidden) draw()
    },
    close: () => {
      panel.hidden = true
      bubble.setAttribute('aria-expanded', 'false')
      bubble.focus()
    },
    isOpen: () => !panel.hidden,
    say: (text, tone) => {
      status.textContent = text
      status.className = tone ?? 'soft'
      status.scrollIntoView({ block: 'nearest' })
    },
    remove: () => {
      window.removeEventListener('resize', place)
      unfollow()
    },
  }
  return shell
}
