import type { Graded } from '../locator'
import { h } from './h'
import type { Words } from './words'

const TONE = { stable: 'good', fair: 'fair', fragile: 'bad' } as const

/** A grade with its reason, in words. */
export function gradeNote(graded: Pick<Graded, 'grade' | 'reason'>, words: Words): HTMLElement {
  const grade = h('span', { class: `grade ${TONE[graded.grade]}` }, words(graded.grade))
  return h('div', {}, grade, ` – ${words(`reason.${graded.reason}`)}`)
}
