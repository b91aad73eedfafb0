import { programsOf, runProgram, wakesOf, type Wake } from '../rules'
import type { Boot, Campaign, Program, TrackedEvent } from '../schema/wire'
import { listen, type DomWatch } from '../ui'
import { isStanding } from '../kinds/play'
import { createWaker } from './createWaker'
import { campaignMoments } from './nextMoment'
import { isNone, lastingReasons, reasonsAgainst, type Situation } from './reasonsAgainst'

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
  /** Campaigns that may start by themselves, the most urgent first; what stands on the page is another matter. */
  campaigns: { campaign: Campaign; programs: Program[]; wakes: Set<Wake> }[]
  /** Tracked events that come true by their rule. */
  byRule: { name: string; rule: Program; wakes: Set<Wake>; wasTrue: boolean }[]
  byClick: TrackedEvent[]
}

const NOTHING = { campaigns: [], trackedEvents: [], segments: [], screens: [] }

function makePlan(boot: Pick<Boot, keyof typeof NOTHING>): Plan {
  const campaigns = boot.campaigns.filter((campaign) => campaign.trigger.on !== 'off' && !isStanding(campaign))
  campaigns.sort((left, right) => right.priority - left.priority || (left.id < right.id ? -1 : 1))
  return {
    campaigns: campaigns.map((campaign) => {
      const programs = programsOf(campaign.audience, boot)
      const wakes = wakesOf(programs)
      if (campaign.startElements.length > 0) wakes.add('dom')
      return { campaign, programs, wakes }
    }),
    byRule: boot.trackedEvents.flatMap(({ name, rule, clickedElement }) =>
      rule === undefined || clickedElement !== undefined ? [] : { name, rule, wakes: wakesOf(programsOf(rule, boot)), wasTrue: false },
    ),
    byClick: boot.trackedEvents.filter((event) => event.clickedElement !== undefined),
  }
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
  const { situation, isBusy, guard } = options
  let plan = makePlan(NOTHING)
  let soon: ReturnType<typeof setTimeout> | undefined
  let unlisten: (() => void) | undefined
  const waitFor = createWaker(options.watch, (kind) => wake(kind))

  const tryStart = (isMeant: (one: Plan['campaigns'][number], now: Situation) => boolean): void => {
    if (isBusy()) return
    const now = situation()
    const ready = plan.campaigns.find((one) => isMeant(one, now) && isNone(reasonsAgainst(one.campaign, now)))
    if (ready !== undefined) options.start(ready.campaign)
  }

  const wait = (): void => {
    clearTimeout(soon)
    const now = situation()
    // Campaigns whose moment has come and that only their audience, their elements or the clock keep away: what is worth waiting for.
    const list = isBusy() ? [] : plan.campaigns.filter(({ campaign }) => isDue(campaign, now) && isNone(lastingReasons(campaign, now)))
    waitFor(
      [...plan.byRule, ...list].some(({ wakes }) => wakes.has('dom')),
      list.flatMap(({ campaign, programs }) => campaignMoments(campaign, programs, now, options.pageSince())),
      now.now,
    )
  }

  const lookForEvents = (kind: Wake | 'start'): void => {
    for (const one of plan.byRule) {
      if (kind !== 'start' && !one.wakes.has(kind)) continue
      const { wasTrue } = one
      one.wasTrue = runProgram(one.rule, situation().read)
      if (one.wasTrue && !wasTrue) options.reached(one.name)
    }
  }

  const wake = (kind: Wake | 'start'): void => {
    guard(() => {
      lookForEvents(kind)
      const all = kind === 'start' || kind === 'campaign' || kind === 'timer'
      tryStart(({ campaign, wakes }, now) => isDue(campaign, now) && (all || wakes.has(kind)))
      wait()
    })
  }

  const click = (event: Event): void => {
    guard(() => {
      const path = event.composedPath()
      const isOn = (id: string | undefined): boolean => {
        const element = id === undefined ? undefined : options.find(id)
        return element !== undefined && path.includes(element)
      }
      for (const { name, rule, clickedElement } of plan.byClick) {
        if (isOn(clickedElement) && (rule === undefined || runProgram(rule, situation().read))) options.reached(name)
      }
      tryStart(({ campaign: { trigger } }) => trigger.on === 'elementClick' && isOn(trigger.element))
    })
  }

  const take = (boot: Boot | undefined): void => {
    plan = makePlan(boot ?? NOTHING)
    const clicks = plan.byClick.length > 0 || plan.campaigns.some(({ campaign }) => campaign.trigger.on === 'elementClick')
    unlisten?.()
    unlisten = clicks ? listen(document, 'click', click, true) : undefined
  }

  return {
    use: (boot) => {
      take(boot)
      // Mostly something wakes it right now, and it waits then.
      clearTimeout(soon)
      soon = setTimeout(() => {
        guard(wait)
      })
    },
    wake,
    trigger: (on, event) => {
      guard(() => {
        tryStart(({ campaign: { trigger } }) => trigger.on === on && trigger.event === event)
      })
    },
    stop: () => {
      take(undefined)
      wait()
    },
  }
}
