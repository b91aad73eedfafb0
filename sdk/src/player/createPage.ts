import type { Event as WireEvent } from '../schema/wire'
import type { ActionNotice, Callbacks, CampaignNotice, ErrorNotice } from './options'

/** The page's own functions, called so that what they throw harms nobody. */
export interface Page {
  willShow(notice: CampaignNotice): boolean
  dismissed(notice: Parameters<NonNullable<Callbacks['dismissed']>>[0]): void
  /** @returns what the page's function returned, perhaps a promise */
  action(notice: ActionNotice): unknown
  /** Calls a registered function that content may call. @returns whether it may, and what came back */
  call(name: string): { called: boolean; value?: unknown }
  event(event: WireEvent): void
  /** Also told as an event `handrail:error` of the window. */
  error(error: ErrorNotice): void
}

/** What a page gives us to call. */
export interface PageOptions {
  callbacks: Callbacks
  /** Functions given to `registerAction`. */
  actions: ReadonlyMap<string, () => unknown>
  /** Names of those that content may call. */
  callable: readonly string[]
}

/** Makes the guarded form of the page's functions. */
export function createPage({ callbacks, actions, callable }: PageOptions): Page {
  const guard = <Result>(call: () => Result): Result | undefined => {
    try {
      return call()
    } catch (error) {
      // The page's own mistake: shown where its developers look, and nowhere else.
      console.error(error)
      return undefined
    }
  }
  const call = (name: string): { called: boolean; value?: unknown } => {
    const action = callable.includes(name) ? actions.get(name) : undefined
    return action === undefined ? { called: false } : { called: true, value: guard(() => action()) }
  }
  return {
    call,
    willShow: (notice) => guard(() => callbacks.willShow?.(notice)) !== false,
    dismissed: (notice) => {
      guard(() => callbacks.dismissed?.(notice))
    },
    action: (notice) => {
      const told = guard(() => callbacks.action?.(notice))
      // Content names an action, the page decides: twice, by registering it and by allowing it.
      return told ?? call(notice.action).value
    },
    event: (event) => {
      guard(() => callbacks.event?.(event))
    },
    error: (error) => {
      guard(() => callbacks.error?.(error))
      // Pages that start us by the tag alone have no callback to give.
      window.dispatchEvent(new CustomEvent('handrail:error', { detail: error }))
    },
  }
}
