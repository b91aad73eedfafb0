import type { Action, Step, Walkthrough } from '../../schema/wire'
import { anchor, checkAnswers, deepActive, make, openPanel, pause, renderBlocks, type Answers, type Panel } from '../../ui'
import type { Stage } from '../stage'
import { bringIntoView } from './bringIntoView'
import { asks, questionsOf } from './reduce'

/** What showing a step needs. */
export interface ShowOptions {
  content: Walkthrough
  step: Step
  target: Element | undefined
  stage: Stage
  /** "Step 2 of 5"; empty for none. */
  progress: string
  hasBack: boolean
  /** More questions follow, or may follow. */
  asksLater: boolean
  answers: Answers
  /** Buttons were pressed; `trusted`: by a person. */
  act: (actions: Action[], trusted: boolean) => void
  closed: () => void
}

/** A step on the page. */
export interface Shown {
  /** Says which questions still have to be answered. @returns whether none has */
  check(): boolean
  /** Takes it away. */
  hide(): void
}

function foot({ content, step, stage, progress, hasBack, asksLater, act }: ShowOptions): HTMLElement[] {
  const { say } = stage.look
  const own = step.blocks.flatMap((block) => (block.block === 'buttons' ? block.buttons : []))
  const hasNext = own.some((button) => button.actions.some((action) => action.do === 'next'))
  const button = (label: string, style: string, what: Action): HTMLElement => {
    const click = (event: Event): void => {
      act([what], event.isTrusted)
    }
    return make('button', { type: 'button', class: `button ${style}`, click }, label)
  }
  const parts: HTMLElement[] = progress === '' ? [] : [make('span', { class: 'progress' }, progress)]
  if (hasBack) parts.push(button(say('back'), 'secondary', { do: 'back' }))
  if (!hasNext && step.advance.some((one) => one.on === 'nextButton')) {
    const last = content.kind === 'survey' && asks(step) && !asksLater ? 'send' : step.next === undefined ? 'done' : 'next'
    parts.push(button(say(last), 'primary', { do: 'next' }))
  }
  return parts.length === 0 ? [] : [make('div', { class: 'buttons foot' }, ...parts)]
}

/** Shows a balloon at its element, a popup, or a page of a survey. */
export function showStep(options: ShowOptions): Shown {
  const { content, step, target, stage, answers, act, closed } = options
  const { look, fill, load } = stage
  const follow = (): void => {
    stage.record('stepClicked', { step: step.id })
  }
  // A popup that only waits for its own buttons may block the page; one that waits for the page must not.
  const alone = target === undefined && step.advance.every((one) => one.on === 'nextButton' || one.on === 'timeout')
  const form = target === undefined ? (content.form ?? 'popup') : 'balloon'
  // While the page is laid out as it is: with something new on it, it would have to be again.
  if (target !== undefined) bringIntoView(target)
  const panel: Panel = openPanel({
    look,
    form,
    modal: alone && form !== 'slideIn',
    name: look.say(content.kind),
    content: [...renderBlocks(step.blocks, { ...look, fill, load, act, follow, answers }), ...foot(options)],
    closable: content.closable,
    closed,
    target: () => target,
  })
  let gone = false
  let leave = (): void => {
    gone = true
  }
  if (target === undefined) panel.focus()
  else {
    const shade = step.spotlight ? make('div', { class: 'shade away' }) : undefined
    const arrow = make('div', { class: 'arrow away' })
    panel.element.classList.add('away')
    panel.root.prepend(...(shade === undefined ? [] : [shade]), arrow)
    // Who is typing in the very field the balloon speaks about goes on typing; the live region says the rest.
    const came = (): void => {
      if (!target.contains(deepActive())) panel.focus()
    }
    // Having it laid out is as much work as making it: a task of its own.
    void pause().then(() => {
      if (!gone) leave = anchor({ target, panel: panel.element, placement: step.placement, arrow, shade, came })
    })
  }
  return {
    check: () => checkAnswers(panel.element, questionsOf(step), answers, look.say('required')),
    hide: () => {
      leave()
      panel.remove()
    },
  }
}
