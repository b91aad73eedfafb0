import type { Locator } from '../locator'
import type { Boot, Campaign, Element as WireElement } from '../schema/wire'
import type { Bridge } from './bridge/connectBridge'
import type { CodeLine } from './code/connectByCode'
import type { Shell } from './createShell'
import type { Store } from './createStore'
import type { Words } from './words'

/** What Power Mode knows of the verified content. */
export interface PowerVerdict {
  /** Number of the release; undefined for the signed empty package. */
  release?: number | undefined
  /** Sequence of the channel. */
  seq?: number | undefined
  /** Whether signatures were checked and hold. */
  verified: boolean
}

/** Whether one campaign would show, and why not. */
export interface PowerDiagnosis {
  campaign: string
  shows: boolean
  reasons: string[]
}

/** The part of the runtime that Power Mode uses. */
export interface PowerRuntime {
  boot(): Boot
  verdict(): PowerVerdict
  /** Plays a campaign that no release holds. Throws, or rejects, when it cannot. */
  play(campaign: Campaign, options: { preview: true; elements: WireElement[] }): unknown
  diagnose(): PowerDiagnosis[]
  sdkVersion: string
}

/** What every view is given. */
export interface PowerContext {
  runtime: PowerRuntime
  locator: Locator
  store: Store
  /** The line to the console: the bridge window's, or that of a typed code. Absent where the release names no console. */
  bridge: Bridge | undefined
  /** How to connect where no bridge window can be reached; absent as above. */
  line: CodeLine | undefined
  words: () => Words
  /** The author's language for texts: the one the page is shown in. */
  contentLanguage: string
  shell: () => Shell
  exit: () => void
}
