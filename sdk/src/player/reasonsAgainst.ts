import { compareVersions, explainProgram, type Read } from '../rules'
import { isKnown, isStanding } from '../kinds/play'
import type { Campaign, Settings } from '../schema/wire'
import { SDK_VERSION } from '../version'
import type { Person } from './createPerson'
import { isInSchedule } from './isInSchedule'

/** Whether there is no reason; no second one is looked for. */
export function isNone(reasons: Generator<string>): boolean {
  return reasons.next().done === true
}

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

/** Why nobody may start a campaign, by whatever means; nothing when somebody may. In words for developers. */
export function* reasonsAgainstAny({ id, minSdk, kind }: Campaign, off: readonly string[]): Generator<string> {
  if (off.includes(id)) yield 'stopped by the signed pointer'
  if (minSdk !== undefined && (compareVersions(SDK_VERSION, minSdk) ?? 0) < 0) yield `needs SDK ${minSdk}, this is ${SDK_VERSION}`
  if (!isKnown(kind)) yield `no such kind in this SDK: ${kind}`
}

function* frequencyAgainst({ id, frequency }: Campaign, { person, now, remembers }: Situation): Generator<string> {
  const { often, wait = 1, unit = 'days' } = frequency
  const known = person.campaign(id)
  const { number } = person.session
  const isOnce = often === 'onlyOnce' || often === 'onceThenWait'
  if (isOnce && !remembers) yield 'shows once, and storage is blocked'
  else if (known !== undefined && known.plays !== 0) {
    const passed = unit === 'sessions' ? number - known.lastSession : (now - known.lastAt) / UNIT_MS[unit]
    if (often === 'onlyOnce') yield 'shows once, and was shown'
    if (often === 'oncePerSession' && known.lastSession === number) yield 'was shown in this session'
    if (often === 'onceThenWait' && passed < wait) yield `was shown, and waits ${wait} ${unit}`
  }
}

/** What the person asked for. */
function* wishAgainst({ id }: Campaign, { person }: Situation): Generator<string> {
  if (person.campaign(id)?.never) yield 'never to be shown again'
}

/** Why a campaign will not start by itself in this session, whatever happens; in words for developers. */
export function* lastingReasons(campaign: Campaign, situation: Situation): Generator<string> {
  const { person, settings, off, playedHere } = situation
  const { id, trigger, playsLimit = Infinity } = campaign
  const { autoPlayPerSession = Infinity } = settings
  yield* reasonsAgainstAny(campaign, off)
  if (trigger.on === 'off') yield 'starts only when called'
  yield* wishAgainst(campaign, situation)
  if ((person.campaign(id)?.plays ?? 0) >= playsLimit) yield `was shown ${playsLimit} times`
  yield* frequencyAgainst(campaign, situation)
  if (playedHere.has(id)) yield 'was shown on this page'
  if (person.session.autoPlays >= autoPlayPerSession) yield `${autoPlayPerSession} started by themselves in this session`
}

/** Why a campaign would not be there at this moment, but may be later. */
function* passingReasons({ id, schedule, audience }: Campaign, { person, now, read }: Situation): Generator<string> {
  if ((person.campaign(id)?.snoozedUntil ?? 0) > now) yield 'snoozed'
  if (!isInSchedule(schedule, now)) yield 'outside its schedule'
  if (audience !== undefined) yield* explainProgram(audience, read)
}

function* plainReasons(campaign: Campaign, situation: Situation): Generator<string> {
  const { person, settings, now, off } = situation
  if (isStanding(campaign)) {
    yield* reasonsAgainstAny(campaign, off)
    yield* wishAgainst(campaign, situation)
  } else {
    const { autoPlays, lastAutoPlayAt } = person.session
    const least = settings.autoPlayMinSeconds
    yield* lastingReasons(campaign, situation)
    if (autoPlays > 0 && now - lastAutoPlayAt < least * 1000) yield `less than ${least} s after another`
  }
  yield* passingReasons(campaign, situation)
}

/**
 * Why a campaign would not start by itself now; nothing when it would. In words for developers, each looked for only when asked for.
 *
 * For what stands on the page only audience, schedule and the person's own wish count.
 */
export function* reasonsAgainst(campaign: Campaign, situation: Situation): Generator<string> {
  const { startElements } = campaign
  let isClear = !isStanding(campaign)
  for (const reason of plainReasons(campaign, situation)) {
    isClear = false
    yield reason
  }
  // Looking elements up is dear: only when nothing else speaks against it.
  if (isClear && startElements.length > 0 && !startElements.some(situation.isThere))
    yield `none of its start elements is on screen: ${startElements.join(', ')}`
}
