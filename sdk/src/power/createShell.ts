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
const OURS =
  'pointerdown pointerup mousedown mouseup click dblclick contextmenu touchstart touchend keydown keyup keypress input change focusin focusout submit'

function attach(): { host: HTMLElement; root: HTMLElement } {
  const host = document.createElement('handrail-power')
  // As the player's own parts carry it: it then neither watches ours nor tries to lie above it.
  host.setAttribute('data-handrail-ui', '')
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
}

/** The panel's head: back (unless home), title, close. */
function makeHead(view: View, options: ShellOptions, shell: Shell): HTMLElement {
  const words = options.words()
  const home = (): void => {
    shell.show(options.home)
  }
  const back = h('button', { class: 'icon', type: 'button', 'aria-label': words('back'), click: home }, '‹')
  const close = h('button', { class: 'icon', type: 'button', 'aria-label': words('close'), click: shell.close }, '×')
  const heading = h('h2', {}, words(view.title))
  return h('div', { class: 'head' }, ...(view === options.home ? [heading, close] : [back, heading, close]))
}

/** Bubble, panel and layer, with their listeners. */
function build(options: ShellOptions, press: () => void, escape: () => void): Parts {
  const { host, root } = attach()
  const layer = h('div')
  const panel = h('div', { class: 'panel', role: 'dialog', hidden: true, tabindex: '-1' })
  const status = h('p', { role: 'status', class: 'soft' })
  const bubble = makeBubble(options.store, options.words, press)
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    // Else the browser would close the modal dialog we may be in.
    event.preventDefault()
    escape()
  })
  root.addEventListener('pointerdown', options.active)
  root.addEventListener('keydown', options.active)
  root.append(layer, panel, bubble)
  return { host, layer, panel, status, bubble }
}

interface Parts {
  host: HTMLElement
  layer: HTMLElement
  panel: HTMLElement
  status: HTMLElement
  bubble: HTMLElement
}

/** Makes bubble and panel and puts them into the page. */
export function createShell(options: ShellOptions): Shell {
  const { store, words } = options
  let view = options.home
  const parts = build(
    options,
    () => {
      if (parts.panel.hidden) shell.show(view)
      else shell.close()
    },
    () => {
      shell.close()
    },
  )
  const { host, layer, panel, status, bubble } = parts
  const draw = (): void => {
    panel.setAttribute('aria-label', words()(view.title))
    panel.replaceChildren(makeHead(view, options, shell), h('div', { class: 'body' }, ...view.body(), status))
    placePanel(panel, store)
  }
  const place = (): void => {
    if (!panel.hidden) placePanel(panel, store)
  }
  const toggle = (open: boolean): void => {
    panel.hidden = !open
    bubble.setAttribute('aria-expanded', String(open))
  }
  const shell: Shell = {
    layer,
    host,
    show: (next) => {
      if (next !== view) status.textContent = ''
      view = next
      toggle(true)
      draw()
      panel.focus()
    },
    refresh: () => {
      if (panel.hidden) return
      const within = (panel.getRootNode() as ShadowRoot).activeElement
      const focused = within !== null && panel.contains(within)
      draw()
      // What had the focus is gone: it stays in the panel, at what is to be read first.
      if (focused) (panel.querySelector<HTMLElement>('[data-first]') ?? panel).focus()
    },
    close: () => {
      toggle(false)
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
  const unfollow = followTopLayer(host)
  store.listen(place)
  window.addEventListener('resize', place)
  return shell
}
