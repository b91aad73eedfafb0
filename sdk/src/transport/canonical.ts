import type { Shape } from './shape'
import { refuse } from './VerifyError'

/** Printable ASCII without backslash: no escapes, so one text has one encoding. */
const PLAIN = /^[ -[\]-~]*$/

/** Whether a text holds printable ASCII without backslash only. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/**
 * Parses canonical JSON of a shape: printable ASCII without backslash, no space, nothing written twice, all in its one form.
 *
 * What two parsers could read differently fails the round trip; that keys are in order and numbers whole, the shapes see to.
 * @throws VerifyError `package.malformed`
 */
export function parseCanonical<Value>(text: string, shape: Shape, what: string): Value {
  let value: unknown
  try {
    value = JSON.parse(text)
    // An endless nest of lists throws here, in an engine that parses it.
    if (JSON.stringify(value) !== text) value = undefined
  } catch {
    // Refused below, as undefined is of no shape.
  }
  return isPlain(text) && shape(value) ? (value as Value) : refuse('malformed', what)
}
