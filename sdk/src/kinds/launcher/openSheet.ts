import type { Action } from '../../schema/wire'
import { anchor, isOurs, listen, openPanel, renderBlocks, type Block, type BlockContext } from '../../ui'
import type { Stage } from '../stage'

/** What a launcher opens. */
export interface Sheet {
  redraw(): void
  /** Takes it away; the focus goes back to the button if it was inside. */
  remove(): void
}

/** What opening needs. */
export interface SheetOptions {
  blocks: Block[]
  name: string
  /** It lies beside this, */
  button: HTMLElement
  /** which lies in this. */
  host: HTMLElement
  stage: Stage
  items: Omit<NonNullable<BlockContext['items']>, 'redraws'>
  act: (actions: Action[], trusted: boolean) => void
  closed: () => void
}

/** Opens a launcher's panel and moves the focus into it. */
export function openSheet({ blocks, name, button, host, stage, items, act, closed }: SheetOptions): Sheet {
  const { look, fill, load } = stage
  const redraws: (() => void)[] = []
  const follow = (): void => {
    stage.record('campaignClicked')
  }
  const panel = openPanel({
    look,
    form: 'sheet',
    modal: false,
    name,
    content: renderBlocks(blocks, { ...look, fill, load, act, follow, items: { ...items, redraws } }),
    closable: true,
    closed,
    target: () => host,
  })
  const leave = anchor({ target: button, panel: panel.element, placement: 'auto' })
  // Who turns to something else is done with it; one of ours at a time is enough.
  const outside = (event: Event): void => {
    const path = event.composedPath()
    if (path.includes(panel.host) || path.includes(host)) return
    if (event.type === 'pointerdown' || isOurs(event.target as Node)) closed()
  }
  const unlisten = listen(document, 'pointerdown focusin', outside, true)
  const field = panel.element.querySelector('input')
  if (field === null) panel.focus()
  else field.focus({ preventScroll: true })
  return {
    redraw: () => {
      redraws.forEach((redraw) => {
        redraw()
      })
    },
    remove: () => {
      unlisten()
      const hadFocus = panel.root.activeElement !== null
      leave()
      panel.remove()
      if (hadFocus) button.focus({ preventScroll: true })
    },
  }
}
