import { listen, type DomWatch } from '../ui'

/** Browsers start longer timers at once. */
const LONGEST_TIMER_MS = 2_147_483_000

/**
 * Waits for the page's inputs if asked to, and for the first of these moments (milliseconds since 1970) that is yet to come; what
 * is no number never does. Each call takes the place of the one before.
 */
export type Wait = (inputs: boolean, moments: number[], now: number) => void

/** Wakes when what rules see of the page may have changed, or at a moment; without either it has no listener and no timer. */
export function createWaker(watch: DomWatch, wake: (kind: 'dom' | 'timer') => void): Wait {
  let endings: (() => void)[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const changed = (): void => {
    wake('dom')
  }

  return (inputs, moments, now) => {
    if (!inputs) for (const end of endings.splice(0)) end()
    else if (endings.length === 0)
      endings = [watch.add(changed), listen(window, 'resize online offline', changed), listen(document, 'change', changed, true)]
    clearTimeout(timer)
    const next = Math.min(...moments.filter((moment) => moment > now))
    if (next < Infinity) timer = setTimeout(() => wake('timer'), Math.min(next - now, LONGEST_TIMER_MS))
  }
}
