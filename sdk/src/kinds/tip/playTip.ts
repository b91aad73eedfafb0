import type { Action, Tip } from '../../schema/wire'
import {
  anchor,
  createHost,
  deepActive,
  followTabOrder,
  followTopLayer,
  listen,
  make,
  openPanel,
  renderBlocks,
  standAt,
  type Panel,
} from '../../ui'
import { awaitElement } from '../awaitElement'
import { keepsOpen } from '../keepsOpen'
import { drawIcon } from '../launcher/drawIcon'
import type { Playing, Stage } from '../stage'
import { describe } from './describe'

/** How long a pointer may be off before the tip goes: time to move onto it. */
const LEAVE_MS = 250
const MARK_ICON = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 15h-2v-6h2zm0-8h-2V7h2z'

/** What a tip says, as text. */
function wordsOf(blocks: HTMLElement[]): string {
  return blocks.map((block) => block.textContent).join(' ')
}

/** Puts a tip at its element: on hover and focus, on focus alone, always, or while what stands in the field is wrong. */
export function playTip(content: Tip, stage: Stage): Playing {
  const { look, fill, load } = stage
  let panel: Panel | undefined
  let unanchor: (() => void) | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined

  const hide = (): void => {
    clearTimeout(waiting)
    unanchor?.()
    panel?.remove()
    panel = undefined
  }
  const stay = (): void => {
    clearTimeout(waiting)
  }
  const hideSoon = (): void => {
    stay()
    waiting = setTimeout(hide, LEAVE_MS)
  }
  const act = (actions: Action[], trusted: boolean): void => {
    stage.record('campaignClicked')
    if (!keepsOpen(actions)) hide()
    for (const action of actions) stage.act(action, { trusted })
    if (actions.some(({ do: what }) => what === 'never' || what === 'snooze')) {
      playing.stop()
      stage.ended('dismissed')
    }
  }
  const render = (): HTMLElement[] => {
    const follow = (): void => {
      stage.record('campaignClicked')
    }
    return renderBlocks(content.blocks, { ...look, fill, load, act, follow })
  }

  /** At an element of the page, and where the tip is shown: at the element itself, or at the mark beside it. */
  const come = (element: Element): (() => void) => {
    const endings: (() => void)[] = []
    const on = (target: EventTarget, types: string, heard: (event: KeyboardEvent) => void): void => {
      endings.push(listen(target, types, heard))
    }
    let undescribe: (() => void) | undefined
    // Leaving for good, not for a moment: only a tip that comes and goes by itself.
    const passing = content.show === 'hover' || content.show === 'focus'
    const show = (): void => {
      clearTimeout(waiting)
      if (panel !== undefined) return
      const invalid = content.show === 'invalid'
      panel = openPanel({
        look,
        form: 'tip',
        modal: false,
        name: '',
        content: render(),
        closable: !passing,
        closed: hide,
        target: () => element,
        quiet: !invalid,
      })
      if (invalid) panel.element.classList.add('invalid')
      const arrow = make('div', { class: 'arrow' })
      panel.root.prepend(arrow)
      unanchor = anchor({ target: mark?.button ?? element, panel: panel.element, placement: content.placement, arrow })
      if (passing) {
        listen(panel.element, 'pointerenter focusin', stay)
        listen(panel.element, 'pointerleave focusout', hideSoon)
      }
      const unorder = followTabOrder(mark?.root ?? element, panel.root)
      const before = unanchor
      unanchor = () => {
        before()
        unorder()
      }
      stage.shown()
    }
    // Esc takes it away without the pointer or the focus having to move.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || panel === undefined) return
      event.stopPropagation()
      hide()
    }

    const mark = content.mark && passing ? makeMark(element) : undefined
    const place: EventTarget = mark?.button ?? element
    if (content.show !== 'invalid') undescribe = describe(element, wordsOf(render()))
    if (content.show === 'always') show()
    else if (content.show === 'invalid') watchValue(element, show)
    else {
      if (content.show === 'hover') {
        on(place, 'pointerenter', show)
        on(place, 'pointerleave', hideSoon)
      }
      on(place, 'focusin', show)
      on(place, 'focusout', hideSoon)
      on(document, 'keydown', onKey)
      if (mark !== undefined) on(place, 'click', show)
      // Who is in the field already, before the tip came to it, sees it as well.
      if (content.show === 'focus' && element.contains(deepActive())) show()
    }

    function makeMark(target: Element): { root: ShadowRoot; button: HTMLElement } {
      const { element: host, root } = createHost(look.themes, 'low')
      const words = wordsOf(render())
      const button = make('button', { type: 'button', class: 'launch', 'aria-label': words }, drawIcon(MARK_ICON))
      const stand = make('div', { class: 'stand as-mark', dir: look.direction, lang: look.language }, button)
      root.append(stand)
      const unlift = followTopLayer(host)
      const unplace = standAt(target, stand, { position: 'end', offsetX: 0, offsetY: 0 }, look.direction === 'rtl')
      const unorder = followTabOrder(target, root)
      endings.push(unorder, unplace, unlift)
      return { root, button }
    }

    function watchValue(field: Element, wrong: () => void): void {
      const { valid } = content
      const judge = (): void => {
        if (valid === undefined || stage.holds(valid)) {
          hide()
          undescribe?.()
          undescribe = undefined
        } else if (left) {
          undescribe ??= describe(field, wordsOf(render()))
          wrong()
        }
      }
      // Nobody is told that a value is wrong while still writing it.
      let left = false
      const leave = (): void => {
        const has = !('value' in field) || field.value !== ''
        left ||= has
        judge()
      }
      on(field, 'change focusout', leave)
      on(field, 'input', () => {
        if (panel !== undefined) judge()
      })
      if (valid !== undefined) endings.push(stage.follow([valid], judge))
    }

    return () => {
      hide()
      undescribe?.()
      endings.forEach((end) => {
        end()
      })
    }
  }

  const leave = awaitElement(content.element, stage, come)
  const playing: Playing = {
    dismiss: () => {
      if (panel === undefined) return false
      hide()
      return true
    },
    stop: leave,
  }
  return playing
}
