import type { Value } from '../../rules'
import { own } from '../../schema/own'
import type { Action, Step, Walkthrough } from '../../schema/wire'
import { keepsOpen } from '../keepsOpen'
import type { Begin, Known, Playing, Progress, Signal, Sighting, Stage } from '../stage'
import { accessibleName } from '../../locator'
import { isRendered } from '../../locator/isRendered'
import { doDeed, type Outcome } from './doDeed'
import { keepAnswers } from './keepAnswers'
import { listenAdvances } from './listenAdvances'
import { asks, asksLater, begin, countSteps, reduce, stepOf, type Input, type State } from './reduce'
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

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

/** Plays a walkthrough or survey: the reducer says where it stands, this says what is on the page. */
export function playWalkthrough(content: Walkthrough, stage: Stage, { resume, step: asked, trusted = false }: Begin): Playing {
  const { say } = stage.look
  let state: State = begin(content, resume ?? { at: asked ?? firstStep(content, stage), history: [] })
  let leave = (): void => undefined
  let soon: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  /** Whether a person started it, or went on with it, on this page: only then may it act on the page. */
  let pressed = trusted
  const known: Known = { ...resume?.known }
  const answers = keepAnswers(known, stage)

  const progressOf = ({ at, history, phase }: State): Progress => ({ at, history, url: phase === 'shown' ? location.href : '', known })

  const dispatch = (input: Input): void => {
    const next = reduce(content, state, input)
    if (stopped || next === state) return
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

  /** Keeps what the page returned where splits read it; waits for a promise. */
  const keepReturned = (step: Step, value: unknown, then: () => void): void => {
    const keep = (settled: unknown): void => {
      if (isValue(settled)) known[`returned:${step.id}`] = settled
    }
    if (!(value instanceof Promise)) {
      keep(value)
      then()
      return
    }
    // What the page's own function throws is the page's own: the walkthrough goes on without a value.
    void value
      .then(keep, (error: unknown) => {
        console.error(error)
      })
      .then(() => {
        if (!stopped && state.at === step.id) then()
      })
  }

  const close = (): void => {
    const step = stepOf(content, state.at)
    // Who has answered all and closes the thanks has completed the survey.
    const answered = content.kind === 'survey' && step !== undefined && !asks(step) && !asksLater(content, step)
    dispatch({ type: 'end', how: answered ? 'completed' : 'dismissed' })
  }

  const act = (step: Step, [action, ...rest]: Action[], byPerson: boolean, check: () => boolean): void => {
    if (action === undefined) return
    pressed ||= byPerson
    if (action.do === 'next') {
      if (!check()) return
      answers.tell(step)
    }
    const answer = stage.act(action, { step: step.id, trusted: byPerson })
    keepReturned(step, action.do === 'returnValue' ? answer : undefined, () => {
      if (action.do === 'next' || action.do === 'back') dispatch({ type: action.do })
      else if (action.do === 'goToStep') dispatch({ type: 'goTo', step: action.step ?? '' })
      else if (action.do === 'close') close()
      else if (!keepsOpen([action])) dispatch({ type: 'end', how: action.do === 'openLink' ? 'completed' : 'dismissed' })
      act(step, rest, byPerson, check)
    })
  }

  const missing = (step: Step, last: Sighting): void => {
    const type = last.status === 'ambiguous' ? 'elementAmbiguous' : 'elementMissing'
    stage.record(type, { step: step.id, name: step.element ?? '', properties: { reasons: last.reasons?.join() ?? '' } })
    dispatch({ type: 'missing' })
  }

  const canGoBack = (): boolean => {
    const previous = stepOf(content, state.history.at(-1) ?? '')
    return previous !== undefined && (previous.element === undefined || stage.find(previous.element).status === 'found')
  }

  const progressWords = (): string => {
    const { n, total } = countSteps(content, state)
    return content.showProgress && total > 1 ? say('progress').replace('{n}', String(n)).replace('{total}', String(total)) : ''
  }

  const listen = (step: Step, target: Element | undefined): (() => void) =>
    listenAdvances({
      step,
      target,
      stage,
      advance: (leaving, byPerson) => {
        pressed ||= byPerson
        advance(leaving)
      },
    })

  const show = (step: Step, target: Element | undefined): void => {
    state = reduce(content, state, { type: 'found' })
    stage.save(progressOf(state))
    const shown = showStep({
      content,
      step,
      target,
      stage,
      progress: progressWords(),
      hasBack: canGoBack(),
      asksLater: asksLater(content, step),
      answers,
      act: (actions, byPerson) => {
        stage.record('stepClicked', { step: step.id })
        act(step, actions, byPerson, shown.check)
      },
      closed: close,
    })
    const unlisten: (() => void)[] = []
    leave = () => {
      unlisten.forEach((end) => {
        end()
      })
      shown.hide()
    }
    stage.record('stepViewed', { step: step.id })
    unlisten.push(listen(step, target))
    if (target !== undefined) {
      let name = accessibleName(target)
      const stays = (): void => {
        const now = accessibleName(target)
        // Lists use their rows again: what is called otherwise now may be something else.
        const same = now === name || stage.find(step.element ?? '').element === target
        name = now
        if (!target.isConnected || !isRendered(target) || !same) dispatch({ type: 'gone' })
      }
      unlisten.push(stage.watch.add(stays))
    }
  }

  const perform = (step: Step, element: Element | undefined): void => {
    const { deed } = step
    const leaves = deed?.do === 'navigate'
    // What it does may take the page away: what comes next is remembered before.
    stage.save(progressOf(reduce(content, state, { type: 'next' })))
    const outcome: Outcome = deed === undefined ? { done: true } : doDeed(deed, element, stage, pressed)
    if (!outcome.done) {
      stage.refuse(outcome.code, step.id)
      dispatch({ type: 'missing' })
      return
    }
    // A page that is on its way out shows no further step; one that only changes its address says so, or stays.
    if (leaves) {
      soon = setTimeout(() => {
        dispatch({ type: 'next' })
      }, step.wait * 1000)
      return
    }
    keepReturned(step, outcome.value, () => {
      dispatch({ type: 'next' })
    })
  }

  /** At a step whose element is there, or which needs none. */
  const arrive = (step: Step, element: Element | undefined): void => {
    if (step.step === 'action') perform(step, element)
    else if (step.step !== 'wait') show(step, element)
    else {
      state = reduce(content, state, { type: 'found' })
      stage.save(progressOf(state))
      leave = listen(step, undefined)
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
    const step = stepOf(content, state.at)
    if (step === undefined) return
    if (step.step === 'split') {
      const branch = step.branches?.find(({ rule }) => stage.holds(rule, (variable) => own(known, variable)))
      dispatch({ type: 'branch', step: branch === undefined ? step.next : branch.next })
      return
    }
    stage.save(progressOf(state))
    const first = step.element === undefined ? undefined : stage.find(step.element)
    if (first === undefined || first.element !== undefined) {
      arrive(step, first?.element)
      return
    }
    leave = waitForElement(
      step,
      stage,
      (element) => {
        arrive(step, element)
      },
      (last) => {
        missing(step, last)
      },
    )
  }

  const notify = (signal: Signal): void => {
    const step = stepOf(content, state.at)
    if (state.phase !== 'shown') {
      if (signal.on === 'page' && step?.deed?.do === 'navigate') dispatch({ type: 'next' })
      return
    }
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
      close()
      return true
    },
    stop: () => {
      stopped = true
      clearTimeout(soon)
      leave()
      leave = () => undefined
    },
  }
}
