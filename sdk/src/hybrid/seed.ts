import { own } from '../schema/own'
import { fromBase64, rawBytes, toBytes, type Bytes } from '../transport/bytes'

const SCHEME = 'seed:'

/**
 * What to give as `seedUrl` where a web view cannot fetch the app's own files, as on pages of `file://`: the files themselves.
 *
 * They are verified like any others. Nothing is kept but the returned text.
 *
 * @param files names of an unzipped package (`channel/…`, `blobs/…`) → what they hold: text of `.json`, base64 of all others
 */
export function seedOf(files: Readonly<Record<string, string>>): string {
  return SCHEME + JSON.stringify(files)
}

/** A file below a seed: its bytes, or `absent`; undefined when the address is none of a seed. */
export function readSeed(url: string): Bytes | 'absent' | undefined {
  if (!url.startsWith(SCHEME)) return undefined
  // Names of files hold no brace: the last one ends the seed.
  const end = url.lastIndexOf('}') + 1
  const name = url.slice(end + 1)
  const files = JSON.parse(url.slice(SCHEME.length, end)) as Record<string, string>
  const held = own(files, name)
  if (held === undefined) return 'absent'
  if (name.endsWith('.json')) return toBytes(held)
  const raw = fromBase64(held)
  return raw === undefined ? 'absent' : rawBytes(raw)
}
