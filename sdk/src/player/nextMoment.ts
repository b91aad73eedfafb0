import type { Campaign, Program, Schedule } from '../schema/wire'
import type { Situation } from './reasonsAgainst'

const DAY_MS = 86_400_000
/** Browsers start longer ones at once. */
export const LONGEST_TIMER_MS = 2_147_483_000

function clockToday(text: string, now: number): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  const time = new Date(now)
  time.setHours(hours, minutes, 0, 0)
  const at = time.getTime()
  return at > now ? at : at + DAY_MS
}

/** When time may change a rule's answer, in milliseconds since 1970. */
export function momentsOf(program: Program, situation: Situation, pageSince: number): number[] {
  const { now, person } = situation
  return program.variable.flatMap((variable, node) => {
    const values = [program.value[node]].flat()
    const numbers = values.filter((value) => typeof value === 'number')
    const texts = values.filter((value) => typeof value === 'string')
    if (variable === 'sessionTime') return numbers.map((seconds) => person.session.startedAt + seconds * 1000 + 1)
    if (variable === 'timeOnPage') return numbers.map((seconds) => pageSince + seconds * 1000 + 1)
    // A minute later as well: "until 17:00" ends when that minute does.
    if (variable === 'timeOfDay') return texts.flatMap((text) => [clockToday(text, now), clockToday(text, now) + 60_000])
    return variable === 'date' || variable === 'weekday' ? [clockToday('00:00', now)] : []
  })
}

/** When a schedule begins or ends to hold. */
export function scheduleMoments(schedule: Schedule | undefined, now: number): number[] {
  if (schedule === undefined) return []
  const { start, end, fromTime, toTime } = schedule
  const days = [start, end].filter((one) => one !== undefined).map((one) => new Date(one).getTime())
  return [...days, ...['00:00', fromTime, toTime].filter((one) => one !== undefined).map((one) => clockToday(one, now))]
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
