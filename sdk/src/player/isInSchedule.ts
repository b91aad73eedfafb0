import { clockOf, dayOf } from '../rules'
import type { Schedule } from '../schema/wire'

/** Whether a moment lies in a schedule, in the end user's time zone; a window over midnight belongs to the day it began. */
export function isInSchedule(schedule: Schedule | undefined, now: number): boolean {
  if (schedule === undefined) return true
  const time = new Date(now)
  const moment = `${dayOf(time)}T${clockOf(time)}`
  if (schedule.start !== undefined && moment < schedule.start) return false
  if (schedule.end !== undefined && moment >= schedule.end) return false
  const { fromTime = '00:00', toTime = '24:00', weekdays } = schedule
  const clock = clockOf(time)
  let weekday = time.getDay() || 7
  if (fromTime <= toTime) {
    if (clock < fromTime || clock >= toTime) return false
  } else {
    if (clock < fromTime && clock >= toTime) return false
    if (clock < toTime) weekday = weekday === 1 ? 7 : weekday - 1
  }
  return weekdays.length === 0 || weekdays.includes(weekday)
}
