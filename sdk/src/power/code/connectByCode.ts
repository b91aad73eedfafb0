import { postToConsole } from '../../transport/postToConsole'
import type { Answer, Bridge, Welcome } from '../bridge/connectBridge'
import { PROTOCOL, type FromApp, type FromBridge, type ShownCode, type WaitAnswer } from '../bridge/protocol'

/** Why there is no code and no connection. */
export type CodeProblem = 'unreachable' | 'expired' | 'refused' | 'busy' | 'otherVersion'

/** Where the pairing stands. */
export type CodeState =
  | { at: 'idle' | 'asking' | 'connected' }
  /** `until`: by `performance.now()`; `typed`: the author has typed it and is to confirm. */
  | { at: 'shown'; code: string; until: number; typed: boolean }
  | { at: 'failed'; problem: CodeProblem }

/** The line to the console where no bridge window can be reached: the same messages, over HTTPS. */
export interface CodeLine extends Bridge {
  state(): CodeState
  /** Asks for a code and waits for the author to type it; a code shown before is forgotten. */
  askForCode(): Promise<void>
  /** Stops waiting. */
  cancelCode(): void
}

/** What a code line needs. */
export interface CodeLineOptions {
  /** Pinned in the signed configuration. */
  consoleOrigin: string
  application: string
  environment: string
  /** Called whenever `state`, `welcome` or `ended` may have changed. */
  changed: () => void
  /** Words for a session that is over, and for a console that does not answer. */
  endedMessage: () => string
  unreachableMessage: () => string
}

const LOOK_EVERY_MS = 2000
const ACTIVE_EVERY_MS = 60_000
const REFUSALS: Record<string, CodeProblem> = { 'power.too-many-codes': 'busy', 'power.other-protocol': 'otherVersion' }

interface Session {
  key: string
  welcome: Welcome
}

/**
 * Makes the line. It asks nothing by itself: codes are asked for by a press, the console is asked for the author's answer only while
 * a code is shown, and afterwards there is a request only when the person does something. The session's key is kept in this closure
 * and nowhere else, so that it ends with the page.
 */
export function connectByCode(options: CodeLineOptions): CodeLine {
  const base = `${options.consoleOrigin}/power/line/${encodeURIComponent(options.application)}/${encodeURIComponent(options.environment)}`
  let state: CodeState = { at: 'idle' }
  let session: Session | undefined
  let ended = false
  let lastActive = 0
  let nextId = 1
  /** Counts up with each code that is asked for or given up: what belongs to an older one is not heard. */
  let round = 0

  const become = (next: CodeState): void => {
    state = next
    options.changed()
  }
  const call = (what: 'code' | 'wait' | 'message', secret?: string, message?: FromApp, last?: boolean) =>
    postToConsole({
      url: `${base}/${what}/`,
      body: { protocol: PROTOCOL, ...(message === undefined ? {} : { message }) },
      ...(secret === undefined ? {} : { secret }),
      ...(last === undefined ? {} : { last }),
    })
  const end = (): void => {
    window.removeEventListener('pagehide', hide)
    session = undefined
    ended = true
    become({ at: 'idle' })
  }
  const hide = (event: PageTransitionEvent): void => {
    // A page that may come back keeps its key; if it does not, the session ends by idleness.
    if (!event.persisted) leave()
  }
  const leave = (): void => {
    round++
    const key = session?.key
    if (key === undefined) return
    end()
    void call('message', key, { type: 'leave' }, true)
  }
  const meet = (key: string, welcome: Welcome): void => {
    session = { key, welcome }
    ended = false
    lastActive = performance.now()
    window.addEventListener('pagehide', hide)
    become({ at: 'connected' })
  }
  const look = async (own: number, ticket: string): Promise<void> => {
    while (round === own && state.at === 'shown') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      if (round !== own) return
      const answer = (await call('wait', ticket)) as WaitAnswer | undefined
      if (round !== own) return
      // No answer: the next one may come; the console's clock decides, and ours only when it is silent.
      if (answer === undefined && performance.now() < state.until) continue
      if (answer?.state === 'connected') meet(answer.session, answer.welcome)
      else if (answer?.state === 'waiting' || answer?.state === 'typed') {
        const typed = answer.state === 'typed'
        if (typed !== state.typed) become({ ...state, typed })
      } else become({ at: 'failed', problem: answer?.state === 'refused' ? 'refused' : 'expired' })
    }
  }

  return {
    state: () => state,
    askForCode: async () => {
      const own = ++round
      become({ at: 'asking' })
      const answer = (await call('code')) as Partial<ShownCode> | undefined
      if (round !== own) return
      if (answer?.ticket === undefined || answer.seconds === undefined) {
        become({ at: 'failed', problem: REFUSALS[answer?.code ?? ''] ?? 'unreachable' })
        return
      }
      become({ at: 'shown', code: answer.code ?? '', until: performance.now() + answer.seconds * 1000, typed: false })
      void look(own, answer.ticket)
    },
    cancelCode: () => {
      round++
      if (session === undefined) become({ at: 'idle' })
    },
    welcome: () => session?.welcome,
    ended: () => ended,
    request: async (action, body): Promise<Answer> => {
      const key = session?.key
      if (key === undefined) return { ok: false, message: options.endedMessage() }
      const answer = (await call('message', key, { type: 'request', id: nextId++, action, body })) as FromBridge | undefined
      if (answer?.type === 'end') {
        if (session?.key === key) end()
        return { ok: false, message: options.endedMessage() }
      }
      if (answer?.type !== 'answer') return { ok: false, message: options.unreachableMessage() }
      return answer.ok ? { ok: true } : { ok: false, message: answer.message ?? '' }
    },
    active: () => {
      const key = session?.key
      if (key === undefined || performance.now() - lastActive < ACTIVE_EVERY_MS) return
      lastActive = performance.now()
      void call('message', key, { type: 'active' }).then((answer) => {
        if (answer?.['type'] === 'end' && session?.key === key) end()
      })
    },
    leave,
  }
}
