import type { Action, Blob as BlobRef, Event as WireEvent } from '../schema/wire'
import type { DomWatch, Look } from '../ui'

/** Where a look-up of a captured element came to; there is an element only when it is surely it, and drawn. */
export interface Sighting {
  status: 'found' | 'missing' | 'ambiguous'
  element?: Element
  /** What changed since it was captured, or why it was not found. */
  reasons: readonly string[]
}

/** How a campaign ended. */
export type Ending = 'completed' | 'dismissed' | 'broken'

/** Where a walkthrough stands; kept for the session, so that it goes on after a page load. */
export interface Progress {
  at: string
  history: string[]
  /** The page's address when the step was shown; empty while it was not. */
  url: string
}

/** What happened outside that a running campaign may wait for. */
export type Signal = { on: 'page' } | { on: 'trackedEvent'; name: string }

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
  /** Records an event of this campaign. */
  record(type: WireEvent['type'], more?: { step?: string; name?: string; properties?: NonNullable<WireEvent['properties']> }): void
  /** Runs what is not the kind's own matter: links, other campaigns, events, values for the page. */
  act(action: Action, step?: string): void
  /** Keeps or forgets where it stands. */
  save(progress: Progress | undefined): void
  /** The campaign took itself off the page. Called once. */
  ended(how: Ending): void
}

/** A campaign on the page. */
export interface Playing {
  /** Something happened outside. */
  notify(signal: Signal): void
  /** The person closes it by other means than its own buttons. */
  dismiss(): void
  /** Takes it off the page without a word. */
  stop(): void
}

/** Where to begin. */
export interface Begin {
  /** Going on after a page load. */
  resume?: Progress
  /** Asked for by a call, an action or a permalink. */
  step?: string
}
