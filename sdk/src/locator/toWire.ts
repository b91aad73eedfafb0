import { textHash } from './textHash'
import type { AuthoredLocator, WireLocator } from './types'

/** What ships of a recorded locator: the readable text becomes a keyed hash. The compiler does the same in Python. */
export function toWire(authored: AuthoredLocator, key: string): WireLocator {
  const { text, ...rest } = authored
  const hash = text === undefined ? undefined : textHash(key, text)
  return hash === undefined ? rest : { ...rest, textHash: hash }
}
