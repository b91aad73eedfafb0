import { programsOf, runProgram, wakesOf, type Wake } from '../rules'
import type { Boot, Campaign, TrackedEvent } from '../schema/wire'
import { listen, type DomWatch } from '../ui'
import { isStanding } from '../kinds/play'
import { LONGEST_TIMER_MS, nextMoment } from './nextMoment'
import { lastingReasons, reasonsAgainst, type Situation } from './reasonsAgainst'
import { watchInputs } from './watchInputs'

/** Decides when campaigns start by themselves. */
export interface Scheduler {
  /** New content, or all of it gone. */
  use(boot: Boot | undefined): void
  /** Something that rules ask about may have changed. `start`: everything counts. */
  wake(kind: Wake | 'start'): void
  /** A tracked event arrived, a page was entered. */
  trigger(on: 'trackedEvent' | 'pageView', event?: string): void
  stop(): void
}

/** What a scheduler needs. */
export interface SchedulerOptions {
  situation: () => Situation
  isBusy: () => boolean
  start: (campaign: Campaign) => void
  /** A tracked event came true by its rule or by a click. */
  reached: (name: string) => void
  watch: DomWatch
  find: (element: string) => Element | undefined
  pageSince: () => number
  guard: (call: () => void) => void
}

interface Plan {
  boot: Boot
  /** Campaigns that may start by themselves, the most urgent first; what stands on the page is another matter. */
  campaigns: Campaign[]
  wakes: Map<Campaign | TrackedEvent, Set<Wake>>
  /** Tracked events by rule that were true at the last look. */
  true: Set<string>
}

function makePlan(boot: Boot): Plan {
  const campaigns = boot.campaigns.filter((campaign) => campaign.trigger.on !== 'off' && !isStanding(campaign))
  campaigns.sort((left, right) => right.priority - left.priority || (left.id < right.id ? -1 : 1))
  const wakes: Plan['wakes'] = new Map()
  for (const campaign of campaigns) {
    const found = wakesOf(programsOf(campaign.audience, boot))
    if (campaign.startElements.length > 0) found.add('dom')
    wakes.set(campaign, found)
  }
  for (const event of boot.trackedEvents) wakes.set(event, wakesOf(programsOf(event.rule, boot)))
  return { boot, campaigns, wakes, true: new Set() }
}

/**
 * Whether a campaign's moment has come: at once, or with a tracked event of this session that came after its last play. What
 * keeps it away for now (something on the page, too soon after another) makes it wait, not miss its event.
 */
function isDue({ id, trigger }: Campaign, { person }: Situation): boolean {
  const { on, event = '' } = trigger
  if (on !== 'trackedEvent' || !((person.session.events[event] ?? 0) > 0)) return on === 'static'
  return (person.event(event)?.lastAt ?? 0) > (person.campaign(id)?.lastAt ?? 0)
}

/** Makes a scheduler; it evaluates only what an input can have changed, and waits without polling. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { situation, isBusy, watch, guard } = options
  let plan: Plan | undefined
  let unwatch: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let unlisten: (() => void) | undefined

  const tryStart = (campaigns: Campaign[]): void => {
    if (isBusy() || campaigns.length === 0) return
    const now = situation()
    const ready = campaigns.find((campaign) => reasonsAgainst(campaign, now).length === 0)
    if (ready !== undefined) options.start(ready)
  }

  /** Campaigns whose moment has come and that only their audience, their elements or the clock keep away: what is worth waiting for. */
  const waiting = (): Campaign[] => {
    if (plan === undefined || isBusy()) return []
    const now = situation()
    return plan.campaigns.filter((one) => isDue(one, now) && lastingReasons(one, now).length === 0)
  }

  const needsDom = (list: Campaign[]): boolean => {
    const byRule =
      plan?.boot.trackedEvents.some((event) => event.clickedElement === undefined && plan?.wakes.get(event)?.has('dom')) ?? false
    return byRule || list.some((campaign) => plan?.wakes.get(campaign)?.has('dom'))
  }

  const wait = (): void => {
    clearTimeout(timer)
    const list = waiting()
    const dom = needsDom(list)
    if (!dom) {
      unwatch?.()
      unwatch = undefined
    } else unwatch ??= watchPage()
    const { boot } = plan ?? {}
    if (boot === undefined) return
    const now = situation()
    const at = nextMoment(list, (campaign) => programsOf(campaign.audience, boot), now, options.pageSince())
    if (at !== undefined) {
      timer = setTimeout(
        () => {
          wake('timer')
        },
        Math.min(at - now.now, LONGEST_TIMER_MS),
      )
    }
  }

  const watchPage = (): (() => void) =>
    watchInputs(watch, () => {
      wake('dom')
    })

  const lookForEvents = (kind: Wake | 'start'): void => {
    const current = plan
    if (current === undefined) return
    for (const event of current.boot.trackedEvents) {
      const { rule, name } = event
      if (rule === undefined || event.clickedElement !== undefined) continue
      if (kind !== 'start' && current.wakes.get(event)?.has(kind) !== true) continue
      const holds = runProgram(rule, situation().read)
      const was = current.true.has(name)
      if (!holds) current.true.delete(name)
      else if (!was) {
        current.true.add(name)
        options.reached(name)
      }
    }
  }

  const wake = (kind: Wake | 'start'): void => {
    guard(() => {
      const current = plan
      if (current === undefined) return
      lookForEvents(kind)
      const all = kind === 'start' || kind === 'campaign' || kind === 'timer'
      const now = situation()
      tryStart(current.campaigns.filter((one) => isDue(one, now) && (all || current.wakes.get(one)?.has(kind) === true)))
      wait()
    })
  }

  const click = (event: Event): void => {
    guard(() => {
      const current = plan
      if (current === undefined) return
      const path = event.composedPath()
      const isOn = (id: string | undefined): boolean => {
        const element = id === undefined ? undefined : options.find(id)
        return element !== undefined && path.includes(element)
      }
      for (const tracked of current.boot.trackedEvents) {
        if (isOn(tracked.clickedElement) && (tracked.rule === undefined || runProgram(tracked.rule, situation().read)))
          options.reached(tracked.name)
      }
      tryStart(current.campaigns.filter((one) => one.trigger.on === 'elementClick' && isOn(one.trigger.element)))
    })
  }

  const hear = (wanted: boolean): void => {
    unlisten?.()
    unlisten = wanted ? listen(document, 'click', click, true) : undefined
  }

  return {
    use: (boot) => {
      plan = boot && makePlan(boot)
      const clicks = plan?.campaigns.some((one) => one.trigger.on === 'elementClick') === true
      hear(clicks || boot?.trackedEvents.some((event) => event.clickedElement !== undefined) === true)
      // Mostly something wakes it right now, and it waits then.
      clearTimeout(timer)
      timer = setTimeout(() => {
        guard(wait)
      })
    },
    wake,
    trigger: (on, event) => {
      guard(() => {
        tryStart(plan?.campaigns.filter((one) => one.trigger.on === on && one.trigger.event === event) ?? [])
      })
    },
    stop: () => {
      plan = undefined
      clearTimeout(timer)
      unwatch?.()
      unwatch = undefined
      hear(false)
    },
  }
}
