import type { Campaign, Program } from '../schema/wire'
import type { Situation } from './reasonsAgainst'

const DAY_MS = 86_400_000

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

/** When a campaign's schedule begins or ends to hold, and when it was put off to; some have passed, or are no number. */
export function ownMoments({ id, schedule }: Campaign, { now, person }: Situation): number[] {
  const moments = [person.campaign(id)?.snoozedUntil ?? 0]
  if (schedule === undefined) return moments
  const { start = '', end = '', fromTime = '', toTime = '' } = schedule
  // What it does not have is midnight, or no moment at all.
  return [...moments, new Date(start).getTime(), new Date(end).getTime(), ...['', fromTime, toTime].map((one) => clockToday(one, now))]
}

/**
 * When time alone may let a campaign start, in milliseconds since 1970.
 *
 * @param programs its audience and all segments and screens that it leans on
 */
export function campaignMoments(campaign: Campaign, programs: Program[], situation: Situation, pageSince: number): number[] {
  const { person, settings } = situation
  return [
    ...programs.flatMap((program) => momentsOf(program, situation, pageSince)),
    ...ownMoments(campaign, situation),
    person.session.lastAutoPlayAt + settings.autoPlayMinSeconds * 1000 + 1,
  ]
}
