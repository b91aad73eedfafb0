import type { Content } from '../../../sdk/src/kinds/play'
import type { WordKey } from '../../../sdk/src/ui'

/** A captured element of the app, as it is drawn in its place. */
export interface Placeholder {
  id: string
  name: string
  /** Lower-case tag name. */
  tag: string
  /** The `type` of a field; empty for none. */
  type: string
}

/** A campaign in one language, compiled by the server as for a release. */
export interface Scene {
  language: string
  direction: 'ltr' | 'rtl'
  words: Partial<Record<WordKey, string>>
  themes: string[]
  frames: string[]
  content: Content
  elements: Placeholder[]
}

/** What the editor asks of the frame. */
export interface Draw {
  draw: Scene
  /** Hash → bytes of the pictures and videos that are shown. */
  images: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
  /** A step's id, or `closed`, `open`, `finished` of what stands on the page; absent: the beginning. */
  view?: string
  dark: boolean
}

/** What the frame tells the editor. */
export type Told =
  | { told: 'ready' }
  | { told: 'at'; step: string }
  | { told: 'ended'; how: 'completed' | 'dismissed' | 'broken' }
  | { told: 'link'; link: string }
  | { told: 'action' | 'leftOut' }
