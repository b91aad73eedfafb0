import type { Event as WireEvent } from '../schema/wire'
import { createEventQueue, type EventQueue, type Store } from '../transport'
import { SDK_VERSION } from '../version'
import type { Live } from './createContent'
import type { Page } from './createPage'
import type { Person } from './createPerson'
import type { EventType, StartOptions } from './options'

/** What an event may carry besides its type. */
export type EventDetails = { [Name in keyof Omit<WireEvent, 'type' | 'at'>]?: WireEvent[Name] | undefined }

/** Records events: obeys both filters, tells the page, hands them to the queue. */
export interface Recorder {
  record(type: EventType, details?: EventDetails): void
}

/** Events, and what of them is kept and sent. */
export interface Reporting {
  recorder: Recorder
  queue: EventQueue
  /** Types that are not recorded for this user from now on; remembered. */
  filter(types: EventType[]): void
}

/** What reporting needs. */
export interface ReportingOptions {
  options: Pick<StartOptions, 'key' | 'analytics'>
  environment: string
  store: Store
  live: () => Live | undefined
  person: () => Person
  page: Page
  now: () => number
}

/** Makes the recorder and the queue of a page. */
export function createReporting({ options, environment, store, live, person, page, now }: ReportingOptions): Reporting {
  const filterName = (): string => `filter:${person().userId ?? ''}`
  const isOff = (type: EventType): boolean =>
    (live()?.boot.settings.eventsOff.includes(type) ?? false) || (store.get<EventType[]>(filterName())?.includes(type) ?? false)
  const queue = createEventQueue({
    store,
    now,
    target: () => {
      const used = live()
      const url = used?.boot.settings.collector
      if (url === undefined || options.analytics === false || used === undefined) return undefined
      const { release, pointer } = used.verified
      const { userId } = person()
      const head = { application: options.key, environment, release: release.version, seq: pointer.seq, sdk: SDK_VERSION, user: userId }
      return { url, head }
    },
  })
  return {
    queue,
    recorder: {
      record: (type, details = {}) => {
        if (isOff(type)) return
        // What is undefined is not there once it is JSON.
        const event = { type, at: now(), session: person().session.id, ...details } as WireEvent
        page.event(event)
        queue.add(event)
      },
    },
    filter: (types) => {
      store.set(filterName(), types)
    },
  }
}
