import { normaliseText } from './normaliseText'
import { sipHash } from './sipHash'

/** Hashes a text with the key it was made for; undefined when nothing but digits and white space was there. */
export type TextHash = (text: string) => string | undefined

/** SipHash-2-4 of a text exactly as it is; the key's UTF-8 bytes, cut or filled with zeros to 16, key it. */
export function keyedHash(key: string, text: string): string {
  const encoder = new TextEncoder()
  const keyBytes = new Uint8Array(16)
  keyBytes.set(encoder.encode(key).subarray(0, 16))
  return sipHash(keyBytes, encoder.encode(text))
}

/** The hash of one application, remembering what it hashed: pages repeat their words. */
export function createTextHash(key: string): TextHash {
  const known = new Map<string, string | undefined>()
  return (text) => {
    const normal = normaliseText(text)
    if (!known.has(normal)) known.set(normal, normal === '' ? undefined : keyedHash(key, normal))
    return known.get(normal)
  }
}

/**
 * The keyed hash of a text as it ships in a locator.
 *
 * @param key the application's public key id; its UTF-8 bytes, cut or filled with zeros to 16, key the hash
 * @returns 16 hexadecimal digits; undefined when nothing but digits and white space was there
 */
export function textHash(key: string, text: string): string | undefined {
  return createTextHash(key)(text)
}
