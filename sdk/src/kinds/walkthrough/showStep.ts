import type { Action, Step } from '../../schema/wire'
import { anchor, deepActive, make, openPanel, renderBlocks, type Panel } from '../../ui'
import type { Stage } from '../stage'

/** What showing a step needs. */
export interface ShowOptions {
  step: Step
  target: Element | undefined
  stage: Stage
  /** "Step 2 of 5"; empty for none. */
  progress: string
  hasBack: boolean
  act: (actions: Action[]) => void
  closed: () => void
}

function foot({ step, stage, progress, hasBack, act }: ShowOptions): HTMLElement[] {
  const { say } = stage.look
  const own = step.blocks.flatMap((block) => (block.block === 'buttons' ? block.buttons : []))
  const hasNext = own.some((button) => button.actions.some((action) => action.do === 'next'))
  const button = (label: string, style: string, what: Action): HTMLElement => {
    const click = (): void => {
      act([what])
    }
    return make('button', { type: 'button', class: `button ${style}`, click }, label)
  }
  const parts: HTMLElement[] = progress === '' ? [] : [make('span', { class: 'progress' }, progress)]
  if (hasBack) parts.push(button(say('back'), 'secondary', { do: 'back' }))
  if (!hasNext && step.advance.some((one) => one.on === 'nextButton')) {
    parts.push(button(say(step.next === undefined ? 'done' : 'next'), 'primary', { do: 'next' }))
  }
  return parts.length === 0 ? [] : [make('div', { class: 'buttons foot' }, ...parts)]
}

function bringIntoView(target: Element): void {
  const { top, bottom, left, right } = target.getBoundingClientRect()
  const view = target.ownerDocument.defaultView ?? window
  if (top >= 0 && left >= 0 && bottom <= view.innerHeight && right <= view.innerWidth) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' })
}

/**
 * Shows a balloon at its element, or a popup.
 *
 * @returns takes it away
 */
export function showStep(options: ShowOptions): () => void {
  const { step, target, stage, act, closed } = options
  const { look, fill, load } = stage
  const follow = (): void => {
    stage.record('stepClicked', { step: step.id })
  }
  // A popup that only waits for its own buttons may block the page; one that waits for the page must not.
  const modal = target === undefined && step.advance.every((one) => one.on === 'nextButton' || one.on === 'timeout')
  const panel: Panel = openPanel({
    look,
    form: target === undefined ? 'popup' : 'balloon',
    modal,
    name: look.say('walkthrough'),
    content: [...renderBlocks(step.blocks, { say: look.say, fill, load, act, follow }), ...foot(options)],
    closable: true,
    closed,
    target: () => target,
  })
  let leave = (): void => undefined
  if (target !== undefined) {
    const shade = step.spotlight ? make('div', { class: 'shade' }) : undefined
    const arrow = make('div', { class: 'arrow' })
    panel.root.prepend(...(shade === undefined ? [] : [shade]), arrow)
    bringIntoView(target)
    leave = anchor({ target, panel: panel.element, placement: step.placement, arrow, shade })
  }
  // Who is typing in the very field the balloon speaks about goes on typing; the live region says the rest.
  if (target === undefined || !target.contains(deepActive())) panel.focus()
  return () => {
    leave()
    panel.remove()
  }
}
