import type { Bytes } from './bytes'

/** A JSON value as it may stand in a signed payload. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Printable ASCII without backslash: no escapes, so one text has one encoding. */
const PLAIN = /^[ -[\]-~]*$/

/** Whether every object's keys are sorted and every number is whole; the rest of the form shows in the round trip. */
function isOrdered(value: Json): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isOrdered)
  let last: string | undefined
  for (const name of Object.keys(value)) {
    if (last !== undefined && last >= name) return false
    last = name
    if (!isOrdered(value[name] as Json)) return false
  }
  return true
}

/**
 * Parses canonical JSON: printable ASCII without backslash, keys sorted, nothing written twice, no space, whole numbers only.
 *
 * Everything that two parsers could read differently fails the round trip.
 * @returns the value; undefined when the bytes are anything else
 */
export function parseCanonical(bytes: Bytes): Json | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!PLAIN.test(text)) return undefined
    const value = JSON.parse(text) as Json
    return isOrdered(value) && JSON.stringify(value) === text ? value : undefined
  } catch {
    return undefined
  }
}
