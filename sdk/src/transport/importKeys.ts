import { fromBase64, rawBytes, sha256, toBytes, toHex, type Bytes } from './bytes'
import type { Root } from './payloads'
import { refuse } from './VerifyError'

/** Checks a signature over bytes; a browser that cannot use the key says no. */
export type VerifyWithKey = (signature: Bytes, signed: Bytes) => Promise<boolean>

/**
 * Ed25519 keys that are refused, little-endian: y of 0, 1 and −1 (points of order 1, 2 and 4), the two of order 8, all of whose
 * "signatures" anybody can make; and y from 2^255 − 19 on, the same points written twice.
 */
const WEAK =
  /^(0[01](00){30}[08]0|(e[c-f]|f.)(ff){30}[7f]f|26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc[08]5|c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03[7f]a)$/

async function importKey(keyid: string, alg: string, written: string, pub: Bytes): Promise<VerifyWithKey> {
  const isEc = alg === 'ES256'
  if (isEc ? pub.length === 65 && pub[0] === 4 : alg === 'Ed25519' && pub.length === 32 && !WEAK.test(toHex(pub))) {
    const algorithm = { name: isEc ? 'ECDSA' : alg, namedCurve: 'P-256', hash: 'SHA-256' }
    const [key, hash] = await Promise.all([
      // A point off the curve is a bad key. A key that cannot be used in this browser is none, but it proves nothing.
      crypto.subtle
        .importKey('raw', pub, algorithm, false, ['verify'])
        .catch((error: unknown) => ((error as Error).name === 'DataError' ? undefined : null)),
      sha256(toBytes(`{"alg":"${alg}","pub":"${written}"}`)),
    ])
    if (key !== undefined && toHex(hash) === keyid) {
      return async (signature, signed) => key !== null && signature.length === 64 && crypto.subtle.verify(algorithm, key, signature, signed)
    }
  }
  return refuse('key-invalid', keyid)
}

/**
 * Imports all keys of a root.
 *
 * @returns key id → check
 * @throws VerifyError `package.malformed` when one is not base64, then `package.key-invalid` unless every key is in its one
 *   encoding, on its curve and under its true id
 */
export async function importKeys({ keys }: Root): Promise<Map<string, VerifyWithKey>> {
  const written = Object.entries(keys).map(
    ([keyid, { alg, pub }]) => [keyid, alg, pub, rawBytes(fromBase64(pub) ?? refuse('malformed', keyid))] as const,
  )
  return new Map(await Promise.all(written.map(async (each) => [each[0], await importKey(...each)] as const)))
}
