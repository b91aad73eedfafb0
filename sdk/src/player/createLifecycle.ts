import type { Read } from '../rules'
import type { Outcome, Source } from '../transport'
import { isActive, type ContentLoader, type Live } from './createContent'
import type { Fixtures } from './createFixtures'
import type { Launcher } from './createLauncher'
import type { Person, Session } from './createPerson'
import type { Recorder } from './createReporting'
import type { Scheduler } from './createScheduler'
import type { Theatre } from './createTheatre'
import { looksOf } from './looksOf'
import { pause } from '../ui'

/** What is in use now; one object for all parts of a runtime. */
export interface Current {
  live?: Live | undefined
  kind: 'live' | 'paused' | 'nothing'
  /** When this page, or client-side route, was entered. */
  pageSince: number
}

/** Goes from one verified state to the next, and from page to page. */
export interface Lifecycle {
  /** The first look: what was verified before may show while the server is asked. */
  open(): Promise<void>
  /** Goes over to what an outcome holds; what the new pointer no longer has is closed. */
  use(outcome: Outcome): Promise<void>
  /** Asks the server whether all is as it was. */
  recheck(): Promise<void>
  /** Whether the last check is too old. */
  isStale(): boolean
  /** Somebody uses the page: asks anew when the last check is too old, so that a pause ends what has been running for long. */
  used(): void
  /** The address changed without a load. */
  enterPage(): void
  /** A session ended, so that another began. */
  renewed(ended: Session | undefined): void
  /** Tells of a session that nobody told of yet. */
  tellNew(): void
}

/** What a lifecycle needs. */
export interface LifecycleOptions {
  current: Current
  source: Source
  content: ContentLoader
  theatre: Theatre
  fixtures: Fixtures
  scheduler: Scheduler
  /** Something that rules ask about may have changed. */
  wake: (kind: 'start' | 'navigation') => void
  launcher: Launcher
  recorder: Recorder
  read: Read
  person: () => Person
  playedHere: Set<string>
  startingKey: string | undefined
  signal: AbortSignal
  guard: (call: () => void) => void
  now: () => number
}

/** How long a check counts: then the next campaign, or the next key or click, asks anew. */
const STALE_MS = 5 * 60_000

/** Makes a lifecycle. */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { current, source, content, theatre, fixtures, scheduler, wake, launcher, recorder, read, person, playedHere, signal, guard, now } =
    options
  let begun = false
  /** One after the other: an answer that comes late must not undo a newer one half-way. */
  let turn = Promise.resolve()

  const viewPage = (): void => {
    const screen = current.live?.boot.screens.find((one) => read(`screen:${one.id}`) === true)
    recorder.record('pageView', { name: screen?.id })
  }
  /** What goes on, if anything does, may wait for an event that this page brings by itself: it has to be there first. */
  const wakeAfter = async (going: Promise<boolean> | undefined): Promise<void> => {
    await going
    if (!signal.aborted) wake('start')
  }
  const arrive = (going?: Promise<boolean>): void => {
    viewPage()
    scheduler.trigger('pageView')
    void wakeAfter(going)
  }
  const tellNew = (): void => {
    if (person().isNew) recorder.record('sessionStart')
  }
  const begin = (): void => {
    begun = true
    tellNew()
    // Opening a page is activity.
    person().touch()
    arrive(launcher.goOn(options.startingKey))
  }

  const go = async (outcome: Outcome): Promise<void> => {
    const next = await content.open(outcome)
    await pause()
    if (signal.aborted) return
    current.kind = outcome?.pointer.status === 'paused' ? 'paused' : next === undefined ? 'nothing' : 'live'
    const before = current.live
    if (next?.verified.state.pointer === before?.verified.state.pointer && next?.boot.language === before?.boot.language) return
    current.live = next
    const playing = theatre.isPreview() ? undefined : theatre.playing()
    const look = looksOf(next, playing)
    if (playing !== undefined && look === undefined) theatre.clear()
    scheduler.use(next?.boot)
    fixtures.use(next)
    if (playing !== undefined && look !== undefined && look !== looksOf(before, playing)) await launcher.refresh()
    if (next === undefined) return
    if (!begun) begin()
    else void wakeAfter(launcher.retry())
  }
  const use = (outcome: Outcome): Promise<void> => {
    turn = turn
      .then(() => go(outcome))
      .catch((error: unknown) => {
        guard(() => {
          throw error
        })
      })
    return turn
  }
  const recheck = async (): Promise<void> => {
    await use(await source.check('no-cache'))
  }

  const isStale = (): boolean => source.checkedAt() > 0 && now() - source.checkedAt() > STALE_MS
  let asking = false
  const used = (): void => {
    if (asking || !isStale()) return
    asking = true
    void recheck().finally(() => {
      asking = false
    })
  }

  return {
    isStale,
    used,
    open: async () => {
      const known = await source.remembered()
      if (!isActive(known)) {
        await use(await source.check('default'))
        return
      }
      await use(known)
      void source.check('default').then(use)
    },
    use,
    recheck,
    enterPage: () => {
      if (current.live === undefined) return
      current.pageSince = now()
      playedHere.clear()
      fixtures.enterPage()
      theatre.notify({ on: 'page' })
      arrive()
    },
    renewed: (ended) => {
      if (ended === undefined) return
      recorder.record('sessionStop', { session: ended.id })
      recorder.record('sessionStart')
      void recheck()
      wake('start')
    },
    tellNew,
  }
}
