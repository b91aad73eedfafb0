import type { Question, Step, Walkthrough } from '../../schema/wire'
import type { Ending, Progress } from '../stage'

/** Where a walkthrough stands. */
export interface State {
  /** `waiting` for its element or its turn, `shown` (a wait: under way), or over. */
  phase: 'waiting' | 'shown' | 'over'
  at: string
  /** Steps shown before, the last one last. */
  history: string[]
  /** Steps passed in a row at which nobody was waited for. */
  hops: number
  how?: Ending
}

/** What can happen to a walkthrough. */
export type Input =
  | { type: 'found' | 'gone' | 'missing' | 'next' | 'back' }
  | { type: 'goTo'; step: string }
  /** A split decided; without a step it is the end. */
  | { type: 'branch'; step: string | undefined }
  | { type: 'end'; how: Ending }

/** The step of that id. */
export function stepOf(content: Walkthrough, id: string): Step | undefined {
  return content.steps.find((step) => step.id === id)
}

/** Whether a person sees it. */
export function isVisible(step: Step | undefined): boolean {
  return step?.step === 'balloon' || step?.step === 'popup'
}

function end(state: State, how: Ending): State {
  return { ...state, phase: 'over', how }
}

function enter(content: Walkthrough, state: State, id: string, history: string[], hops = 0): State {
  // Splits and actions may lead in a circle: nobody would ever get out of it.
  if (stepOf(content, id) === undefined || hops > content.steps.length) return end(state, 'broken')
  return { phase: 'waiting', at: id, history, hops }
}

/** The first state: at a step, with what was shown before. */
export function begin(content: Walkthrough, { at, history }: Pick<Progress, 'at' | 'history'>): State {
  return enter(content, { phase: 'waiting', at, history, hops: 0 }, at, history)
}

/** The state after an input; pure. */
export function reduce(content: Walkthrough, state: State, input: Input): State {
  if (state.phase === 'over') return state
  const step = stepOf(content, state.at)
  const seen = isVisible(step) ? [...state.history, state.at] : state.history
  const hops = isVisible(step) || step?.step === 'wait' ? 0 : state.hops + 1
  const goOn = (id: string | undefined, history: string[], passed: number): State =>
    id === undefined ? end(state, 'completed') : enter(content, state, id, history, passed)
  switch (input.type) {
    case 'found':
      return { ...state, phase: 'shown', hops: 0 }
    case 'gone':
      return { ...state, phase: 'waiting' }
    case 'missing': {
      const way = step?.whenMissing
      if (way === 'skip') return goOn(step?.next, state.history, state.hops + 1)
      const handler = way === 'handler' && state.at !== content.errorHandler ? content.errorHandler : undefined
      return handler === undefined ? end(state, 'broken') : enter(content, state, handler, state.history, state.hops + 1)
    }
    case 'next':
      return goOn(step?.next, seen, hops)
    case 'branch':
      return goOn(input.step, seen, hops)
    case 'back': {
      const previous = state.history.at(-1)
      return previous === undefined ? state : enter(content, state, previous, state.history.slice(0, -1))
    }
    case 'goTo':
      return enter(content, state, input.step, seen)
    case 'end':
      return end(state, input.how)
  }
}

/** What a step asks. */
export function questionsOf(step: Step | undefined): Question[] {
  return step?.blocks.filter((block) => block.block === 'question') ?? []
}

/** Whether a step asks something. */
export function asks(step: Step | undefined): boolean {
  return questionsOf(step).length > 0
}

/** Whether a question may still come after a step, whichever way is taken. */
export function asksLater(content: Walkthrough, from: Step): boolean {
  const seen = new Set<string>()
  const isAhead = (step: Step): boolean =>
    [step.next, ...(step.branches ?? []).map((branch) => branch.next)].some((id) => {
      const next = id === undefined || seen.has(id) ? undefined : stepOf(content, id)
      if (next === undefined) return false
      seen.add(next.id)
      return asks(next) || isAhead(next)
    })
  return isAhead(from)
}

/** "Step n of total": what people see, counted along the steps that follow; branches are not guessed. A survey's thanks do not count. */
export function countSteps(content: Walkthrough, state: State): { n: number; total: number } {
  const counts = (id: string): boolean => {
    const step = stepOf(content, id)
    return isVisible(step) && (content.kind !== 'survey' || asks(step))
  }
  const ahead = new Set<string>()
  let id: string | undefined = state.at
  while (id !== undefined && !ahead.has(id)) {
    ahead.add(id)
    id = stepOf(content, id)?.next
  }
  const behind = new Set(state.history.filter((each) => counts(each) && !ahead.has(each))).size
  const coming = [...ahead].filter(counts).length
  return { n: behind + 1, total: counts(state.at) ? behind + coming : 0 }
}
