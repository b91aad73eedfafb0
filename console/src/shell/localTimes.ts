const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** `<time data-when>`: "2 minutes ago" in the page's language, the exact local time as title. */
export function localTimes(root: ParentNode, now: number = Date.now()): void {
  const language = document.documentElement.lang || 'en'
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-when]')) {
    const moment = new Date(element.dateTime)
    const seconds = (moment.getTime() - now) / 1000
    if (Number.isNaN(seconds)) continue
    element.title = exact.format(moment)
    const [unit, size] = STEPS.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1]
    const old = Math.abs(seconds) > 7 * 86_400
    element.textContent = old ? day.format(moment) : relative.format(Math.round(seconds / size), unit)
  }
}
