import type { Event as WireEvent } from '../schema/wire'

/** A CSS selector. */
export type Selector = string

/** Type of an event that the SDK records. */
export type EventType = WireEvent['type']

/** What the page is told about a campaign. */
export interface CampaignNotice {
  /** Its id. */
  campaign: string
  /** Its trigger key. */
  key: string
  kind: string
}

/** A button's action. Built-in ones are `abbi://ok`, `abbi://never` and `abbi://close`; others are the author's own texts. */
export interface ActionNotice extends CampaignNotice {
  step?: string | undefined
  action: string
}

/** Why something was not shown: a stable code and details for developers. */
export interface ErrorNotice {
  code: string
  detail: string
}

/** Functions of the page that the SDK calls. What they throw stays with them: it is reported on the console. */
export interface Callbacks {
  /** Before a campaign shows; `false` keeps it away. */
  willShow?: (notice: CampaignNotice) => boolean | undefined
  /** A campaign left the page. */
  dismissed?: (notice: CampaignNotice & { how: 'completed' | 'dismissed' | 'broken' }) => void
  /** A button with an action was pressed. */
  action?: (notice: ActionNotice) => unknown
  /** Every event that is recorded. */
  event?: (event: WireEvent) => void
  /** Something is not as it should be; the page itself is not affected. */
  error?: (error: ErrorNotice) => void
}

/** What `start` takes. */
export interface StartOptions {
  /** The application's public key id. */
  key: string
  /** The public trust anchor `<root version>.<hash>`; not a secret. */
  trust: string
  /** Address of the content server that the organisation runs itself. */
  selfHostedUrl: string
  /** @default 'production' */
  environment?: string
  userId?: string
  /** BCP 47 tag; without it the browser's languages decide. */
  language?: string
  /** Seconds of inactivity after which a new session begins; without it the signed configuration decides (30 minutes). */
  sessionTimeout?: number
  /** Trigger key of a campaign to start at once. */
  startingCampaignId?: string
  /** What content may act on; without it nothing. */
  allow?: { click?: Selector | undefined; type?: Selector | undefined; select?: Selector | undefined; call?: string[] | undefined }
  /** Event types that are not recorded for this user; remembered. */
  eventsFilter?: EventType[] | undefined
  /** Whether events may leave the page. @default true */
  analytics?: boolean
  /** A first visit believes no pointer with a lower sequence. */
  minSeq?: number
  /** Days after expiry in which verified content is still shown. @default 30 */
  graceDays?: number
  /** Shows the Power Mode bubble; Power builds only. */
  powerMode?: boolean
  appVersion?: string
  platform?: string
  /** A path of the app's own origin with an unzipped package, for a first start without network. */
  seedUrl?: string
  callbacks?: Callbacks
}

/** What came of `start`. */
export interface StartResult {
  /** `live`: verified content is in use; `paused`: by signed order; `nothing`: no trustworthy content; `refused`: not started. */
  status: 'live' | 'paused' | 'nothing' | 'refused'
  /** Number of the release. */
  release?: number | undefined
  /** Why not live; stable. */
  reason?: string | undefined
}

const NUMBERS = new Set(['sessionTimeout', 'minSeq', 'graceDays'])

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(/[\s,]+/).filter(Boolean)
}

/**
 * Options from `data-*` attributes of the script tag, so that a page needs no inline script; undefined without a key.
 *
 * Every attribute is an option under its own name, as text; those that are something else are named here.
 */
export function readScriptOptions(data: DOMStringMap): StartOptions | undefined {
  const { key, trust, selfHostedUrl, analytics, powerMode, eventsFilter, allowClick, allowType, allowSelect, allowCall } = data
  if (key === undefined || trust === undefined || selfHostedUrl === undefined) return undefined
  const given = Object.entries(data).filter(([, text]) => text !== '')
  return {
    ...Object.fromEntries(given.map(([name, text]) => [name, NUMBERS.has(name) ? Number(text) : text] as const)),
    key,
    trust,
    selfHostedUrl,
    allow: { click: allowClick, type: allowType, select: allowSelect, call: listOf(allowCall) },
    eventsFilter: listOf(eventsFilter) as EventType[] | undefined,
    analytics: analytics !== 'false',
    powerMode: powerMode !== undefined && powerMode !== 'false',
  }
}
