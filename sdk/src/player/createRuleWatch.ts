import { programsOf, wakesOf, type Wake } from '../rules'
import type { Boot, Program } from '../schema/wire'
import type { DomWatch } from '../ui'
import { createWaker } from './createWaker'
import { momentsOf } from './nextMoment'
import type { Situation } from './reasonsAgainst'

/** Follows rules for what stands on the page: looks again only when an input changed that a rule names. */
export interface RuleWatch {
  /**
   * @param timed further moments at which to look again, in milliseconds since 1970
   * @returns follows no more
   */
  add(programs: readonly (Program | undefined)[], look: () => void, timed?: (now: Situation) => number[]): () => void
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
  const wait = createWaker(watch, (kind) => wake(kind))

  const arrange = (): void => {
    const now = situation()
    const all = [...entries]
    const dom = all.some((entry) => entry.wakes.has('dom'))
    wait(
      dom,
      all.flatMap((entry) => entry.moments(now)),
      now.now,
    )
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
        moments: (now) => [...all.flatMap((program) => momentsOf(program, now, pageSince())), ...(timed?.(now) ?? [])],
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
