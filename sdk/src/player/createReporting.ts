import { createEventQueue, type EventQueue, type Store } from '../transport'
import { SDK_VERSION } from '../version'
import type { Live } from './createContent'
import type { Page } from './createPage'
import type { Person } from './createPerson'
import { createRecorder, type Recorder } from './createRecorder'
import type { EventType, StartOptions } from './options'

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
    recorder: createRecorder({ person, isOff, tell: page.event, queue, now }),
    filter: (types) => {
      store.set(filterName(), types)
    },
  }
}
