import type { Event as WireEvent } from '../schema/wire'
import type { EventQueue } from '../transport'
import type { Person } from './createPerson'
import type { EventType } from './options'

/** What an event may carry besides its type. */
export type EventDetails = { [Name in keyof Omit<WireEvent, 'type' | 'at'>]?: WireEvent[Name] | undefined }

/** Records events: obeys both filters, tells the page, hands them to the queue. */
export interface Recorder {
  record(type: EventType, details?: EventDetails): void
}

/** What a recorder needs. */
export interface RecorderOptions {
  person: () => Person
  /** Types that are not recorded: by the signed configuration, or for this user. */
  isOff: (type: EventType) => boolean
  tell: (event: WireEvent) => void
  queue: EventQueue
  now: () => number
}

/** Makes a recorder. */
export function createRecorder({ person, isOff, tell, queue, now }: RecorderOptions): Recorder {
  return {
    record: (type, details = {}) => {
      if (isOff(type)) return
      // What is undefined is not there once it is JSON.
      const event = { type, at: now(), session: person().session.id, ...details } as WireEvent
      tell(event)
      queue.add(event)
    },
  }
}
