import { programsOf, wakesOf, type Wake } from '../rules'
import type { Boot, Program } from '../schema/wire'
import type { DomWatch } from '../ui'
import { LONGEST_TIMER_MS, momentsOf } from './nextMoment'
import type { Situation } from './reasonsAgainst'
import { watchInputs } from './watchInputs'

/** Follows rules for what stands on the page: looks again only when an input changed that a rule names. */
export interface RuleWatch {
  /**
   * @param timed further moments at which to look again, in milliseconds since 1970
   * @returns follows no more
   */
  add(programs: readonly (Program | undefined)[], look: () => void, timed?: () => number[]): () => void
  /** Something that rules ask about may have changed. `start`: everything counts. */
  wake(kind: Wake | 'start'): void
  stop(): void
}

/** What following rules needs. */
export interface RuleWatchOptions {
  boot: () => Boot | undefined
  situation: () => Situation
  watch: DomWatch
  pageSince: () => number
  guard: (call: () => void) => void
}

interface Entry {
  look: () => void
  wakes: Set<Wake>
  /** When time alone may change the answer; milliseconds since 1970. */
  moments: (now: Situation) => number[]
}

/** Makes one; it has an observer and a timer only while a rule needs them. */
export function createRuleWatch({ boot, situation, watch, pageSince, guard }: RuleWatchOptions): RuleWatch {
  const entries = new Set<Entry>()
  let unwatch: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const arrange = (): void => {
    if ([...entries].some((entry) => entry.wakes.has('dom'))) {
      unwatch ??= watchInputs(watch, () => {
        wake('dom')
      })
    } else {
      unwatch?.()
      unwatch = undefined
    }
    clearTimeout(timer)
    const timed = [...entries].filter((entry) => entry.wakes.has('timer'))
    if (timed.length === 0) return
    const now = situation()
    const later = timed.flatMap((entry) => entry.moments(now)).filter((moment) => moment > now.now)
    if (later.length > 0) timer = setTimeout(() => wake('timer'), Math.min(Math.min(...later) - now.now, LONGEST_TIMER_MS))
  }
  const wake = (kind: Wake | 'start'): void => {
    const due = [...entries].filter((entry) => kind === 'start' || entry.wakes.has(kind))
    for (const entry of due) if (entries.has(entry)) guard(entry.look)
    if (kind === 'timer' || kind === 'start' || kind === 'navigation') arrange()
  }
  return {
    add: (programs, look, timed) => {
      const content = boot()
      const all = content === undefined ? [] : programs.flatMap((program) => programsOf(program, content))
      const wakes = wakesOf(all)
      if (timed !== undefined) wakes.add('timer')
      const entry: Entry = {
        look,
        wakes,
        moments: (now) => [...all.flatMap((program) => momentsOf(program, now, pageSince())), ...(timed?.() ?? [])],
      }
      entries.add(entry)
      arrange()
      return () => {
        entries.delete(entry)
        arrange()
      }
    },
    wake,
    stop: () => {
      entries.clear()
      arrange()
    },
  }
}
