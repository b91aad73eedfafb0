import type { Bytes } from './bytes'

/** A JSON value as it may stand in a signed payload. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Printable ASCII without backslash: no escapes, so one text has one encoding. */
const PLAIN = /^[ -[\]-~]*$/

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function serialise(value: Json): string {
  if (typeof value === 'number') {
    if (!isWhole(value)) throw new RangeError('not a whole number')
    return String(value)
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(serialise).join(',')}]`
  const pairs = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${serialise(inner)}`).join(',')}}`
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
    return serialise(value) === text ? value : undefined
  } catch {
    return undefined
  }
}
