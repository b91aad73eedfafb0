import { own } from '../schema/own'
import type { Store } from '../transport'

/** What is known of a campaign and this person. */
export interface CampaignRecord {
  plays: number
  /** Milliseconds since 1970. */
  lastAt: number
  /** Number of the session it last played in. */
  lastSession: number
  clicked?: boolean
  completed?: boolean
  /** Never to be shown by itself again. */
  never?: boolean
  snoozedUntil?: number
  /** Ids of a checklist's tasks that are done. */
  done?: readonly string[]
}

/** How often and when something was reached. */
export interface EventRecord {
  count: number
  lastAt: number
}

interface History {
  sessions: number
  campaigns: Record<string, CampaignRecord>
  events: Record<string, EventRecord>
}

/** A stretch of use without a long break. */
export interface Session {
  id: string
  number: number
  startedAt: number
  lastAt: number
  autoPlays: number
  lastAutoPlayAt: number
  events: Record<string, number>
}

/** One end user on this device: history and session, kept per user id. */
export interface Person {
  readonly userId: string | undefined
  readonly session: Session
  campaign(id: string): CampaignRecord | undefined
  noteCampaign(id: string, change: Partial<CampaignRecord>): void
  event(name: string): EventRecord | undefined
  noteEvent(name: string): void
  noteAutoPlay(): void
  /** Something is being done; a new session begins when the last time is long ago. @returns the session that ended */
  touch(): Session | undefined
  /** A new session, unless this one is younger than a minute. @returns the session that ended */
  restart(): Session | undefined
  /** Whether the session began with this object, so that nobody has told of it yet. */
  readonly isNew: boolean
  /** A number from 0 to 99, always the same for this person and name. */
  group(name: string): number
}

/** What a person needs. */
export interface PersonOptions {
  store: Store
  userId: string | undefined
  /** Seconds of inactivity that end a session; asked for each time, as the configuration may come later. */
  timeout: () => number
  now: () => number
}

const YOUNG_MS = 60_000
/** The time of the last activity need not be exact: writing it at every turn would cost more than it tells. */
const TOUCH_EVERY_MS = 5_000

function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  // The lowest bits of a short text hardly differ without this last stirring.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}

/** Opens what is known of a person on this device. */
export function createPerson({ store, userId, timeout, now }: PersonOptions): Person {
  const name = userId === undefined ? 'anybody' : `user:${userId}`
  const history: History = { sessions: 0, campaigns: {}, events: {}, ...store.get<History>(`history:${name}`) }
  const keep = (): void => {
    store.set(`history:${name}`, history)
  }
  const begin = (): Session => {
    history.sessions += 1
    keep()
    const at = now()
    return { id: crypto.randomUUID(), number: history.sessions, startedAt: at, lastAt: at, autoPlays: 0, lastAutoPlayAt: 0, events: {} }
  }
  const device = (): string => {
    const known = store.get<string>('device') ?? crypto.randomUUID()
    store.set('device', known)
    return known
  }
  const isOver = (one: Session): boolean => now() - one.lastAt > timeout() * 1000

  const kept = store.get<Session>(`session:${name}`)
  let opened: Session | undefined
  const keepSession = (): void => {
    store.set(`session:${name}`, opened)
  }
  /** Decided at the first question and no earlier: how long a break ends a session is said by the verified configuration. */
  const session = (): Session => {
    if (opened === undefined) {
      opened = kept === undefined || isOver(kept) ? begin() : kept
      keepSession()
    }
    return opened
  }
  const renew = (): Session => {
    const ended = session()
    opened = begin()
    keepSession()
    return ended
  }

  return {
    userId,
    get session() {
      return session()
    },
    campaign: (id) => own(history.campaigns, id),
    noteCampaign: (id, change) => {
      const known = own(history.campaigns, id)
      history.campaigns[id] = { plays: 0, lastAt: 0, lastSession: 0, ...known, ...change }
      keep()
    },
    event: (event) => own(history.events, event),
    noteEvent: (event) => {
      const known = own(history.events, event)
      history.events[event] = { count: (known?.count ?? 0) + 1, lastAt: now() }
      const { events } = session()
      events[event] = (own(events, event) ?? 0) + 1
      keep()
      keepSession()
    },
    noteAutoPlay: () => {
      const current = session()
      current.autoPlays += 1
      current.lastAutoPlayAt = now()
      keepSession()
    },
    touch: () => {
      const current = session()
      if (isOver(current)) return renew()
      if (now() - current.lastAt >= TOUCH_EVERY_MS) {
        current.lastAt = now()
        keepSession()
      }
      return undefined
    },
    restart: () => (now() - session().startedAt < YOUNG_MS ? undefined : renew()),
    get isNew() {
      return session() !== kept
    },
    group: (split) => hash(`${split}\n${userId ?? device()}`) % 100,
  }
}
