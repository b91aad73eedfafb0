import type { Blob } from '../schema/wire'
import { createHost } from './createHost'
import { deepActive, nextInRing } from './focus'
import { followTopLayer } from './followTopLayer'
import { listen } from './listen'
import { make } from './make'
import type { Say } from './words'

/** How a panel lies on the page. */
export type Form = 'modal' | 'fullScreen' | 'popup' | 'banner' | 'slideIn' | 'balloon' | 'sheet' | 'tip'

/** What is reported of a block that is left out. */
export type LeftOut = 'sdk.frame' | 'sdk.video'

/** What all panels of one boot file share. */
export interface Look {
  direction: 'ltr' | 'rtl'
  language: string
  /** Style texts, the default theme first. */
  themes: readonly string[]
  say: Say
  /** Origins whose pages may be embedded. */
  frames?: readonly string[] | undefined
  /** Where the browser finds a video. */
  address?: ((blob: Blob) => string) | undefined
  /** An embedded page or video is left out: the page's own policy does not let it, or there is nothing to play. */
  blocked?: ((code: LeftOut) => void) | undefined
}

/** What a panel needs. */
export interface PanelOptions {
  look: Look
  /** Class names: the form, and more. */
  form: Form
  placement?: 'top' | 'bottom'
  /** Makes everything else inert. */
  modal: boolean
  /** Name for screen readers where the content has no heading. */
  name: string
  content: HTMLElement[]
  /** With a close button and Esc. */
  closable: boolean
  /** The person closed it. */
  closed: () => void
  /** The element that the panel speaks about; of a balloon it is part of the ring that Tab goes round. */
  target?: () => Element | undefined
  /** Nothing is announced: its words are known as a description already. */
  quiet?: boolean
}

/** A panel on the page. */
export interface Panel {
  element: HTMLElement
  host: HTMLElement
  root: ShadowRoot
  /** Moves the focus to the panel. */
  focus(): void
  /** Takes it away and gives the focus back. */
  remove(): void
}

const SPEAK_AFTER_MS = 100
const ROLES: Partial<Record<Form, string>> = { banner: 'region', tip: 'note' }

function fillPanel(element: HTMLElement, options: PanelOptions): void {
  const { content, look } = options
  element.dir = look.direction
  element.lang = look.language
  element.tabIndex = -1
  // One text, not a list of names: a strange form, empty or of two words, is no error then.
  element.className = `panel ${options.form} ${options.placement ?? ''}`
  const heading = content.find((each) => each.localName === 'h2')
  if (heading === undefined) element.setAttribute('aria-label', options.name)
  else {
    heading.id = 'title'
    element.setAttribute('aria-labelledby', 'title')
  }
  element.append(...content)
  if (!options.closable) return
  element.classList.add('closable')
  element.append(make('button', { type: 'button', class: 'close', 'aria-label': look.say('close'), click: options.closed }, '×'))
}

function openModal(options: PanelOptions): Panel {
  const { element: host, root } = createHost(options.look.themes)
  const dialog = make('dialog')
  fillPanel(dialog, options)
  // What else is ours and must stay reachable (Power Mode's bubble) moves into the host and with it into the dialog.
  host.setAttribute('data-handrail-modal', '')
  dialog.append(make('slot'))
  root.append(dialog)
  document.documentElement.append(host)
  let raised = 0
  const show = (): void => {
    if (dialog.open) dialog.close()
    dialog.showModal()
    dialog.focus()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (options.closable) options.closed()
  }
  // Other ways to close than the Esc key, e.g. a phone's back gesture.
  const onCancel = (event: Event): void => {
    event.preventDefault()
    if (options.closable) options.closed()
  }
  const onFocus = (event: FocusEvent): void => {
    // The page opened a dialog over ours and made ours inert: ours comes up again, but does not fight for ever.
    if (!event.composedPath().includes(host) && raised++ < 3) show()
  }
  listen(dialog, 'keydown', onKey)
  listen(dialog, 'cancel', onCancel)
  const unlisten = listen(document, 'focusin', onFocus, true)
  show()
  return {
    element: dialog,
    host,
    root,
    focus: () => {
      dialog.focus()
    },
    remove: () => {
      unlisten()
      dialog.close()
      host.remove()
    },
  }
}

function openBeside(options: PanelOptions): Panel {
  const { element: host, root } = createHost(options.look.themes)
  const panel = make('div', { role: ROLES[options.form] ?? 'dialog' })
  const spoken = make('div', { class: 'spoken', role: 'status' })
  fillPanel(panel, options)
  root.append(spoken, panel)
  const before = deepActive()
  const leave = followTopLayer(host)
  // A region must be there before its text is, or screen readers say nothing.
  const speak = setTimeout(() => {
    const words = options.form === 'tip' ? options.content : options.content.filter((each) => each.localName === 'h2').slice(0, 1)
    if (options.quiet !== true) spoken.textContent = words.map((each) => each.textContent).join(' ') || panel.textContent
  }, SPEAK_AFTER_MS)
  const isHere = (event: Event, active: Element | null): boolean =>
    event.composedPath().includes(host) || (active !== null && options.target?.()?.contains(active) === true)

  const onKey = (event: KeyboardEvent): void => {
    const active = deepActive()
    if (event.key === 'Escape' && options.closable && (isHere(event, active) || active === document.body)) {
      event.preventDefault()
      event.stopPropagation()
      options.closed()
    } else if (event.key === 'Tab' && options.form === 'balloon' && isHere(event, active)) {
      const next = nextInRing(panel, options.target?.(), root.activeElement ?? active, event.shiftKey)
      if (next === undefined) return
      event.preventDefault()
      next.focus()
    }
  }
  const unlisten = listen(document, 'keydown', onKey, true)
  return {
    element: panel,
    host,
    root,
    focus: () => {
      panel.focus({ preventScroll: true })
    },
    remove: () => {
      clearTimeout(speak)
      unlisten()
      const hadFocus = root.activeElement !== null
      leave()
      if (hadFocus && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    },
  }
}

/** Opens a panel: a native modal dialog, or something beside the page's own content that follows the top layer. */
export function openPanel(options: PanelOptions): Panel {
  const panel = options.modal ? openModal(options) : openBeside(options)
  const { remove, root } = panel
  panel.remove = () => {
    remove()
    // Chromium never lets go of a video that shows its captions.
    for (const { textTracks } of root.querySelectorAll('video')) for (const track of textTracks) track.mode = 'disabled'
  }
  return panel
}
