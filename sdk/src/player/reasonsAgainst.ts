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

const UNIT_MS = { days: 86_400_000, weeks: 604_800_000 }

/** What speaks against a campaign, in words, if it does. */
type Check = [against: boolean | undefined, words: string]

function wordsOf(checks: Check[]): string[] {
  return checks.filter(([against]) => against).map(([, words]) => words)
}

/** Why nobody may start a campaign, by whatever means; empty when somebody may. In words for developers. */
export function reasonsAgainstAny({ id, minSdk, kind }: Campaign, off: readonly string[]): string[] {
  return wordsOf([
    [off.includes(id), 'stopped by the signed pointer'],
    [minSdk !== undefined && (compareVersions(SDK_VERSION, minSdk) ?? 0) < 0, `needs SDK ${minSdk}, this is ${SDK_VERSION}`],
    [!KINDS.has(kind), `no such kind in this SDK: ${kind}`],
  ])
}

function frequencyAgainst({ id, frequency }: Campaign, { person, now, remembers }: Situation): Check[] {
  const { often, wait = 1, unit = 'days' } = frequency
  const known = person.campaign(id)
  const { number } = person.session
  const passed = known && (unit === 'sessions' ? number - known.lastSession : (now - known.lastAt) / UNIT_MS[unit])
  const once = often === 'onlyOnce' || often === 'onceThenWait'
  if (once && !remembers) return [[true, 'shows once, and storage is blocked']]
  if (passed === undefined || known?.plays === 0) return []
  return [
    [often === 'onlyOnce', 'shows once, and was shown'],
    [often === 'oncePerSession' && known?.lastSession === number, 'was shown in this session'],
    [often === 'onceThenWait' && passed < wait, `was shown, and waits ${wait} ${unit}`],
  ]
}

/** What the person asked for. */
function wishAgainst({ id }: Campaign, { person }: Situation): Check {
  return [person.campaign(id)?.never, 'never to be shown again']
}

/** Why a campaign will not start by itself in this session, whatever happens; in words for developers. */
export function lastingReasons(campaign: Campaign, situation: Situation): string[] {
  const { person, settings, off, playedHere } = situation
  const { id, trigger, playsLimit = Infinity } = campaign
  const { autoPlayPerSession = Infinity } = settings
  return [
    ...reasonsAgainstAny(campaign, off),
    ...wordsOf([
      [trigger.on === 'off', 'starts only when called'],
      wishAgainst(campaign, situation),
      [(person.campaign(id)?.plays ?? 0) >= playsLimit, `was shown ${playsLimit} times`],
      ...frequencyAgainst(campaign, situation),
      [playedHere.has(id), 'was shown on this page'],
      [person.session.autoPlays >= autoPlayPerSession, `${autoPlayPerSession} started by themselves in this session`],
    ]),
  ]
}

/** Why a campaign would not be there at this moment, but may be later. */
function passingReasons({ id, schedule, audience }: Campaign, { person, now, read }: Situation): string[] {
  return [
    ...wordsOf([
      [(person.campaign(id)?.snoozedUntil ?? 0) > now, 'snoozed'],
      [!isInSchedule(schedule, now), 'outside its schedule'],
    ]),
    ...(audience === undefined ? [] : explainProgram(audience, read)),
  ]
}

/**
 * Why a campaign would not start by itself now; empty when it would. In words for developers.
 *
 * For what stands on the page only audience, schedule and the person's own wish count.
 */
export function reasonsAgainst(campaign: Campaign, situation: Situation): string[] {
  const { person, settings, now, off } = situation
  const passing = passingReasons(campaign, situation)
  if (isStanding(campaign)) return [...reasonsAgainstAny(campaign, off), ...wordsOf([wishAgainst(campaign, situation)]), ...passing]
  const { startElements } = campaign
  const { autoPlays, lastAutoPlayAt } = person.session
  const least = settings.autoPlayMinSeconds
  const soon: Check = [autoPlays > 0 && now - lastAutoPlayAt < least * 1000, `less than ${least} s after another`]
  const reasons = [...lastingReasons(campaign, situation), ...wordsOf([soon]), ...passing]
  // Looking elements up is dear: only when nothing else speaks against it.
  const lacks = reasons.length === 0 && startElements.length > 0 && !startElements.some(situation.isThere)
  return lacks ? [`none of its start elements is on screen: ${startElements.join(', ')}`] : reasons
}
