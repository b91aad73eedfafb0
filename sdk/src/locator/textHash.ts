import { normaliseText } from './normaliseText'
import { sipHash } from './sipHash'

/**
 * The keyed hash of a text as it ships in a locator.
 *
 * @param key the application's public key id; its UTF-8 bytes, cut or filled with zeros to 16, key the hash
 * @returns 16 hexadecimal digits; undefined when nothing but digits and white space was there
 */
export function textHash(key: string, text: string): string | undefined {
  const normal = normaliseText(text)
  if (normal === '') return undefined
  const encoder = new TextEncoder()
  const keyBytes = new Uint8Array(16)
  keyBytes.set(encoder.encode(key).subarray(0, 16))
  return sipHash(keyBytes, encoder.encode(normal))
}
