import type { Action, Step, Walkthrough } from '../../schema/wire'
import type { Begin, Playing, Progress, Signal, Sighting, Stage } from '../stage'
import { isRendered } from '../../locator/isRendered'
import { listenAdvances } from './listenAdvances'
import { begin, countSteps, reduce, stepOf, type Input, type State } from './reduce'
import { showStep } from './showStep'
import { waitForElement } from './waitForElement'

function firstStep(content: Walkthrough, stage: Stage): string {
  const onScreen = content.starts.find((id) => {
    const element = stepOf(content, id)?.element
    return element === undefined || stage.find(element).status === 'found'
  })
  return onScreen ?? content.starts[0] ?? ''
}

function waitsForPage(step: Step | undefined, stage: Stage): boolean {
  return step?.advance.some((one) => one.on === 'pageChange' && (one.screen === undefined || stage.isOnScreen(one.screen))) ?? false
}

/** Plays a walkthrough: the reducer says where it stands, this says what is on the page. */
export function playWalkthrough(content: Walkthrough, stage: Stage, { resume, step: asked }: Begin): Playing {
  const { say } = stage.look
  let state: State = begin(content, resume ?? { at: asked ?? firstStep(content, stage), history: [] })
  let leave = (): void => undefined
  let soon: ReturnType<typeof setTimeout> | undefined

  const progressOf = ({ at, history, phase }: State): Progress => ({ at, history, url: phase === 'shown' ? location.href : '' })

  const dispatch = (input: Input): void => {
    const next = reduce(content, state, input)
    if (next === state) return
    state = next
    enter()
  }

  const advance = (leaving: boolean): void => {
    clearTimeout(soon)
    const next = reduce(content, state, { type: 'next' })
    if (!leaving || next.phase === 'over') {
      dispatch({ type: 'next' })
      return
    }
    // The page's own listeners come first, but it may be gone before we are asked again.
    stage.save(progressOf(next))
    soon = setTimeout(() => {
      dispatch({ type: 'next' })
    })
  }

  const act = (step: Step, actions: Action[]): void => {
    stage.record('stepClicked', { step: step.id })
    for (const action of actions) {
      stage.act(action, step.id)
      if (action.do === 'next' || action.do === 'back') dispatch({ type: action.do })
      else if (action.do === 'goToStep') dispatch({ type: 'goTo', step: action.step ?? '' })
      else if (action.do !== 'sendEvent' && action.do !== 'returnValue')
        dispatch({ type: 'end', how: action.do === 'openLink' ? 'completed' : 'dismissed' })
    }
  }

  const missing = (step: Step, last: Sighting): void => {
    const type = last.status === 'ambiguous' ? 'elementAmbiguous' : 'elementMissing'
    stage.record(type, { step: step.id, name: step.element ?? '', properties: { reasons: last.reasons.join(',') } })
    dispatch({ type: 'missing' })
  }

  const canGoBack = (): boolean => {
    const previous = stepOf(content, state.history.at(-1) ?? '')
    return previous !== undefined && (previous.element === undefined || stage.find(previous.element).status === 'found')
  }

  const show = (step: Step, target: Element | undefined): void => {
    state = reduce(content, state, { type: 'found' })
    stage.save(progressOf(state))
    const { n, total } = countSteps(content, state)
    const progress = content.showProgress && total > 1 ? say('progress').replace('{n}', String(n)).replace('{total}', String(total)) : ''
    const hide = showStep({
      step,
      target,
      stage,
      progress,
      hasBack: canGoBack(),
      act: (actions) => {
        act(step, actions)
      },
      closed: () => {
        dispatch({ type: 'end', how: 'dismissed' })
      },
    })
    const unlisten: (() => void)[] = []
    leave = () => {
      unlisten.forEach((end) => {
        end()
      })
      hide()
    }
    stage.record('stepViewed', { step: step.id })
    unlisten.push(listenAdvances({ step, target, stage, advance }))
    if (target !== undefined) {
      const stays = (): void => {
        if (!target.isConnected || !isRendered(target)) dispatch({ type: 'gone' })
      }
      unlisten.push(stage.watch.add(stays))
    }
  }

  const enter = (): void => {
    leave()
    leave = () => undefined
    clearTimeout(soon)
    if (state.phase === 'over') {
      stage.save(undefined)
      stage.ended(state.how ?? 'broken')
      return
    }
    stage.save(progressOf(state))
    const step = stepOf(content, state.at)
    if (step === undefined) return
    const first = step.element === undefined ? undefined : stage.find(step.element)
    if (first === undefined || first.element !== undefined) {
      show(step, first?.element)
      return
    }
    leave = waitForElement(
      step,
      stage,
      (element) => {
        show(step, element)
      },
      (last) => {
        missing(step, last)
      },
    )
  }

  const notify = (signal: Signal): void => {
    if (state.phase !== 'shown') return
    const step = stepOf(content, state.at)
    const moves =
      signal.on === 'page' ? waitsForPage(step, stage) : step?.advance.some((one) => one.on === 'trackedEvent' && one.event === signal.name)
    if (moves === true) advance(false)
  }

  // It waited for another page, and this is one.
  if (resume !== undefined && resume.url !== '' && resume.url !== location.href && waitsForPage(stepOf(content, state.at), stage)) {
    state = reduce(content, state, { type: 'next' })
  }
  enter()
  return {
    notify,
    dismiss: () => {
      dispatch({ type: 'end', how: 'dismissed' })
    },
    stop: () => {
      clearTimeout(soon)
      leave()
      leave = () => undefined
    },
  }
}
