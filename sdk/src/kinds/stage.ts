import type { Read, Value } from '../rules'
import type { Action, Blob as BlobRef, Event as WireEvent, Program } from '../schema/wire'
import type { DomWatch, Look } from '../ui'

/** Where a look-up of a captured element came to; there is an element only when it is surely it, and drawn. */
export interface Sighting {
  status: 'found' | 'missing' | 'ambiguous'
  element?: Element
  /** Why it was not found. */
  reasons?: readonly string[]
}

/** How a campaign ended. */
export type Ending = 'completed' | 'dismissed' | 'broken'

/** What was answered and what the page returned, by the name of the variable: `answer:<question>`, `returned:<step>`. */
export type Known = Record<string, Value>

/** Where a walkthrough stands; kept for the session, so that it goes on after a page load. */
export interface Progress {
  at: string
  history: string[]
  /** The page's address when the step was shown; empty while it was not. */
  url: string
  known?: Known
}

/** What happened outside that a running campaign may wait for. */
export type Signal = { on: 'page' } | { on: 'trackedEvent'; name: string }

/** What the page lets content act on: selectors. */
export interface Allow {
  click?: string | undefined
  type?: string | undefined
  select?: string | undefined
}

/** Where an action comes from. */
export interface Source {
  step?: string
  /** A person pressed it; no script did. */
  trusted?: boolean
}

/** What a kind is given to show a campaign with. */
export interface Stage {
  look: Look
  /** Fills `{{attribute}}` places. */
  fill(text: string): string
  /** Bytes of an image, verified. */
  load(blob: BlobRef): Promise<Uint8Array<ArrayBuffer> | undefined>
  watch: DomWatch
  find(element: string): Sighting
  /** The tag to look for among added nodes. */
  tagOf(element: string): string | undefined
  isOnScreen(screen: string): boolean
  /** Whether a rule holds. `own`: variables known only inside the campaign. */
  holds(program: Program, own?: Read): boolean
  /** Calls when something that the rules ask about may have changed. @returns calls no more */
  follow(programs: readonly Program[], changed: () => void): () => void
  /** Records an event of this campaign. */
  record(type: WireEvent['type'], more?: { step?: string; name?: string; properties?: NonNullable<WireEvent['properties']> }): void
  /** It is on the page now: told by kinds that come and go with their element. */
  shown(): void
  /** Ids of the tasks that this person has done. */
  done(): readonly string[]
  /** Keeps tasks as done; `all`: the campaign is completed. */
  keepDone(ids: readonly string[], all: boolean): void
  /** Runs what is not the kind's own matter: links, other campaigns, events, values for the page. @returns what the page answers */
  act(action: Action, source?: Source): unknown
  /** Sets a public attribute of the end user. */
  setAttribute(name: string, value: Value): void
  allow: Allow
  /** Calls a function that the page registered and lets content call. @returns whether it does, and what came back */
  call(name: string): { called: boolean; value?: unknown }
  /** Something was not done, and why: a stable code. */
  refuse(code: string, step: string): void
  /** Launchers of each corner, the first one nearest to it. */
  corners: Map<string, HTMLElement[]>
  /** Keeps or forgets where it stands. */
  save(progress: Progress | undefined): void
  /** The campaign took itself off the page. Called once. */
  ended(how: Ending): void
}

/** A campaign on the page. */
export interface Playing {
  /** Something happened outside; kinds that wait for nothing do not care. */
  notify?(signal: Signal): void
  /** The person closes it by other means than its own buttons. @returns whether anything was open */
  dismiss(): boolean
  /** Takes it off the page without a word. */
  stop(): void
  /** Opens what it holds, as if pressed. */
  open?(): void
}

/** Where to begin. */
export interface Begin {
  /** Going on after a page load. */
  resume?: Progress
  /** Asked for by a call, an action or a permalink. */
  step?: string | undefined
  /** A person started it on this page by a press of theirs. */
  trusted?: boolean
}
