import type { Boot, Campaign, Element as WireElement } from '../schema/wire'
import type { Given } from './createAttributes'
import type { Launcher } from './createLauncher'
import type { CampaignDiagnosis } from './diagnose'
import type { EventType, StartResult } from './options'

/** What is known of the content in use. */
export interface Verdict {
  release?: number | undefined
  seq?: number | undefined
  /** Whether signatures were checked and hold. */
  verified: boolean
}

/** A started SDK. */
export interface Runtime {
  readonly sdkVersion: string
  start(): Promise<StartResult>
  /** Takes everything away: widgets, listeners, observers, timers. */
  stop(): void
  /** The boot file in use. Throws where there is none. */
  boot(): Boot
  verdict(): Verdict
  /** Plays a campaign that no release holds, over whatever plays; Power builds only. */
  play(campaign: Campaign, options: { preview: true; elements: WireElement[] }): boolean
  diagnose(): CampaignDiagnosis[]
  /** Codes of what went wrong, newest last. */
  problems(): readonly string[]
  /** Whether history outlives the page. */
  remembers(): boolean
  launch: Launcher['launch']
  /** Remembers what is to start on the next page. */
  later: Launcher['later']
  dismiss(): boolean
  restart(): void
  sendTrackedEvent(name: string, properties?: Record<string, string | number | boolean | null>): void
  setUserId(id: string | null): void
  setAttribute(name: string, value: Given, visibility: 'public' | 'private'): void
  clearPrivateAttributes(): void
  setLanguage(name: string | null): Promise<void>
  setScreenId(id: string | null): void
  setEventsFilter(types: EventType[]): void
}
