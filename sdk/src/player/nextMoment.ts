import type { Campaign, Program, Schedule } from '../schema/wire'
import type { Situation } from './reasonsAgainst'

const DAY_MS = 86_400_000
/** Browsers start longer ones at once. */
export const LONGEST_TIMER_MS = 2_147_483_000

function clockToday(text: string, now: number): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  const at = new Date(now).setHours(hours, minutes, 0, 0)
  return at > now ? at : at + DAY_MS
}

/** When time may change a rule's answer, in milliseconds since 1970; no number where a value is none that a clock knows. */
export function momentsOf(program: Program, situation: Situation, pageSince: number): number[] {
  const { now, person } = situation
  return program.variable.flatMap((variable, node) => {
    if (variable === 'date' || variable === 'weekday') return clockToday('', now)
    return [program.value[node]].flat().flatMap((value) => {
      const passed = Number(value) * 1000 + 1
      if (variable === 'sessionTime') return person.session.startedAt + passed
      if (variable === 'timeOnPage') return pageSince + passed
      if (variable !== 'timeOfDay') return []
      // A minute later as well: "until 17:00" ends when that minute does.
      const at = clockToday(String(value), now)
      return [at, at + 60_000]
    })
  })
}

/** When a schedule begins or ends to hold; some are no number, and some nothing happens at. */
export function scheduleMoments(schedule: Schedule | undefined, now: number): number[] {
  if (schedule === undefined) return []
  const { start = '', end = '', fromTime = '', toTime = '' } = schedule
  // What it does not have is midnight, or no moment at all.
  return [new Date(start).getTime(), new Date(end).getTime(), ...['', fromTime, toTime].map((one) => clockToday(one, now))]
}

/**
 * When time alone may next let one of these campaigns start, in milliseconds since 1970; undefined when it cannot.
 *
 * @param programs of a campaign: its audience and all segments and screens that it leans on
 */
export function nextMoment(
  campaigns: Campaign[],
  programs: (campaign: Campaign) => Program[],
  situation: Situation,
  pageSince: number,
): number | undefined {
  const { now, person, settings } = situation
  const moments = campaigns.flatMap((campaign) => {
    return [
      ...programs(campaign).flatMap((program) => momentsOf(program, situation, pageSince)),
      ...scheduleMoments(campaign.schedule, now),
      person.campaign(campaign.id)?.snoozedUntil ?? 0,
      person.session.autoPlays === 0 ? 0 : person.session.lastAutoPlayAt + settings.autoPlayMinSeconds * 1000 + 1,
    ]
  })
  const later = moments.filter((moment) => moment > now)
  return later.length === 0 ? undefined : Math.min(...later)
}
