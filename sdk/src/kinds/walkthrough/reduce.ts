import type { Step, Walkthrough } from '../../schema/wire'
import type { Ending, Progress } from '../stage'

/** Where a walkthrough stands. */
export interface State {
  /** `waiting` for its element, `shown`, or over. */
  phase: 'waiting' | 'shown' | 'over'
  at: string
  /** Steps shown before, the last one last. */
  history: string[]
  /** Steps passed over in a row. */
  skipped: number
  how?: Ending
}

/** What can happen to a walkthrough. */
export type Input = { type: 'found' | 'gone' | 'missing' | 'next' | 'back' } | { type: 'goTo'; step: string } | { type: 'end'; how: Ending }

/** The step of that id. */
export function stepOf(content: Walkthrough, id: string): Step | undefined {
  return content.steps.find((step) => step.id === id)
}

function end(state: State, how: Ending): State {
  return { ...state, phase: 'over', how }
}

function enter(content: Walkthrough, state: State, id: string, history: string[], skipped = 0): State {
  if (stepOf(content, id) === undefined) return end(state, 'broken')
  return { phase: 'waiting', at: id, history, skipped }
}

/** The first state: at a step, with what was shown before. */
export function begin(content: Walkthrough, { at, history }: Pick<Progress, 'at' | 'history'>): State {
  return enter(content, { phase: 'waiting', at, history, skipped: 0 }, at, history)
}

/** The state after an input; pure. */
export function reduce(content: Walkthrough, state: State, input: Input): State {
  if (state.phase === 'over') return state
  const step = stepOf(content, state.at)
  switch (input.type) {
    case 'found':
      return { ...state, phase: 'shown', skipped: 0 }
    case 'gone':
      return { ...state, phase: 'waiting' }
    case 'missing':
      if (step?.whenMissing !== 'skip' || state.skipped >= content.steps.length) return end(state, 'broken')
      return step.next === undefined ? end(state, 'completed') : enter(content, state, step.next, state.history, state.skipped + 1)
    case 'next':
      return step?.next === undefined ? end(state, 'completed') : enter(content, state, step.next, [...state.history, state.at])
    case 'back': {
      const previous = state.history.at(-1)
      return previous === undefined ? state : enter(content, state, previous, state.history.slice(0, -1))
    }
    case 'goTo':
      return enter(content, state, input.step, [...state.history, state.at])
    case 'end':
      return end(state, input.how)
  }
}

/** "Step n of total", counted along the steps that follow; branches are not guessed. */
export function countSteps(content: Walkthrough, state: State): { n: number; total: number } {
  const ahead = new Set<string>()
  let id: string | undefined = state.at
  while (id !== undefined && !ahead.has(id)) {
    ahead.add(id)
    id = stepOf(content, id)?.next
  }
  const behind = new Set(state.history.filter((each) => !ahead.has(each))).size
  return { n: behind + 1, total: behind + ahead.size }
}
