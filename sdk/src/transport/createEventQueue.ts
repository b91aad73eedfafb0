import type { Event, EventBatch } from '../schema/wire'
import type { Store } from './storage'

/** Events on their way to the collector. */
export interface EventQueue {
  add(event: Event): void
  /** Sends what waits; called when the page hides, and when a batch is full. */
  flush(): void
}

/** What a queue needs. */
export interface EventQueueOptions {
  store: Store
  /** The collector and the batch's head; undefined while nothing may be sent. */
  target: () => { url: string; head: Omit<EventBatch, 'events' | 'format' | 'user'> & { user: string | undefined } } | undefined
  now: () => number
}

const BATCH = 50
const MOST_KEPT = 500
const OLDEST_MS = 5 * 86_400_000

/** Keeps events on the device until the collector took them; the oldest go first when there are too many. */
export function createEventQueue({ store, target, now }: EventQueueOptions): EventQueue {
  let sending = false

  const waiting = (): Event[] => (store.get<Event[]>('events') ?? []).filter((event) => now() - event.at < OLDEST_MS)

  const flush = (): void => {
    const events = waiting().slice(0, BATCH)
    const to = target()
    if (sending || events.length === 0 || to === undefined) return
    sending = true
    const body = JSON.stringify({ format: 1, ...to.head, events } satisfies Omit<EventBatch, 'user'>)
    // text/plain needs no question to the server beforehand; beacons would always carry cookies.
    fetch(to.url, { method: 'POST', body, keepalive: true, credentials: 'omit', headers: { 'content-type': 'text/plain' } })
      .then((response) => {
        // A refused batch would be refused again; only what never arrived is tried once more.
        if (response.ok || (response.status >= 400 && response.status < 500)) store.set('events', waiting().slice(events.length))
      })
      .catch(() => undefined)
      .finally(() => {
        sending = false
      })
  }

  return {
    add: (event) => {
      if (target() === undefined) return
      const events = [...waiting(), event].slice(-MOST_KEPT)
      store.set('events', events)
      if (events.length >= BATCH) flush()
    },
    flush,
  }
}
