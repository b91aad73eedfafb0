import { compareVersions, explainProgram, type Read } from '../rules'
import { isStanding, KINDS } from '../kinds/play'
import type { Campaign, Settings } from '../schema/wire'
import { SDK_VERSION } from '../version'
import type { Person } from './createPerson'
import { isInSchedule } from './isInSchedule'

/** What decides whether a campaign may start. */
export interface Situation {
  read: Read
  person: Person
  settings: Settings
  /** Campaigns that the pointer takes off the page. */
  off: readonly string[]
  now: number
  /** Campaigns that were on this page, or client-side route, already. */
  playedHere: ReadonlySet<string>
  /** Whether history outlives the page. */
  remembers: boolean
  /** Whether the element is on screen. */
  isThere: (element: string) => boolean
}

const NEVER = 'the person asked never to see it again'
const SNOOZED = 'is snoozed'
const UNSCHEDULED = 'is outside its schedule'
const UNIT_MS = { days: 86_400_000, weeks: 604_800_000 }

/** Why nobody may start a campaign, by whatever means; empty when somebody may. In words for developers. */
export function reasonsAgainstAny(campaign: Campaign, off: readonly string[]): string[] {
  const reasons: string[] = []
  if (off.includes(campaign.id)) reasons.push('stopped by the signed pointer')
  if (campaign.minSdk !== undefined && (compareVersions(SDK_VERSION, campaign.minSdk) ?? 0) < 0) {
    reasons.push(`needs SDK ${campaign.minSdk}, this is ${SDK_VERSION}`)
  }
  if (!KINDS.has(campaign.kind)) reasons.push(`kind ${campaign.kind} is not known to this SDK`)
  return reasons
}

function frequencyAgainst(campaign: Campaign, { person, now, remembers }: Situation): string | undefined {
  const { often, wait = 1, unit = 'days' } = campaign.frequency
  if (!remembers && (often === 'onlyOnce' || often === 'onceThenWait')) return 'storage is blocked, so "once" cannot be kept'
  const known = person.campaign(campaign.id)
  if (known === undefined || known.plays === 0 || often === 'always') return undefined
  if (often === 'onlyOnce') return 'was shown before, and shows only once'
  if (often === 'oncePerSession') return known.lastSession === person.session.number ? 'was shown in this session' : undefined
  const passed = unit === 'sessions' ? person.session.number - known.lastSession : (now - known.lastAt) / UNIT_MS[unit]
  return passed < wait ? `was shown, and waits ${wait} ${unit}` : undefined
}

function present(reasons: (string | undefined)[]): string[] {
  return reasons.filter((reason) => reason !== undefined)
}

/** Why a campaign will not start by itself in this session, whatever happens; in words for developers. */
export function lastingReasons(campaign: Campaign, situation: Situation): string[] {
  const { person, settings } = situation
  const known = person.campaign(campaign.id)
  const most = settings.autoPlayPerSession
  return present([
    ...reasonsAgainstAny(campaign, situation.off),
    campaign.trigger.on === 'off' ? 'starts only by call, link or another campaign' : undefined,
    known?.never === true ? NEVER : undefined,
    campaign.playsLimit !== undefined && (known?.plays ?? 0) >= campaign.playsLimit ? `was shown ${campaign.playsLimit} times` : undefined,
    frequencyAgainst(campaign, situation),
    situation.playedHere.has(campaign.id) ? 'was shown on this page already' : undefined,
    most !== undefined && person.session.autoPlays >= most
      ? `${most} campaigns started by themselves in this session, no more may`
      : undefined,
  ])
}

/** Why something that stands on the page would not stand there now: only audience, schedule and the person's own wish count. */
function standingReasons(campaign: Campaign, { person, now, off, read }: Situation): string[] {
  const known = person.campaign(campaign.id)
  return present([
    ...reasonsAgainstAny(campaign, off),
    known?.never === true ? NEVER : undefined,
    (known?.snoozedUntil ?? 0) > now ? SNOOZED : undefined,
    isInSchedule(campaign.schedule, now) ? undefined : UNSCHEDULED,
    ...(campaign.audience === undefined ? [] : explainProgram(campaign.audience, read)),
  ])
}

/** Why a campaign would not start by itself now; empty when it would. In words for developers. */
export function reasonsAgainst(campaign: Campaign, situation: Situation): string[] {
  if (isStanding(campaign)) return standingReasons(campaign, situation)
  const { person, settings, now, read } = situation
  const { autoPlays, lastAutoPlayAt } = person.session
  const least = settings.autoPlayMinSeconds
  const reasons = present([
    ...lastingReasons(campaign, situation),
    (person.campaign(campaign.id)?.snoozedUntil ?? 0) > now ? SNOOZED : undefined,
    autoPlays > 0 && now - lastAutoPlayAt < least * 1000 ? `less than ${least} s since the last one started by itself` : undefined,
    isInSchedule(campaign.schedule, now) ? undefined : UNSCHEDULED,
    ...(campaign.audience === undefined ? [] : explainProgram(campaign.audience, read)),
  ])
  // Looking elements up is dear: only when nothing else speaks against it.
  if (reasons.length === 0 && campaign.startElements.length > 0 && !campaign.startElements.some(situation.isThere)) {
    reasons.push(`none of its start elements is on screen: ${campaign.startElements.join(', ')}`)
  }
  return reasons
}
