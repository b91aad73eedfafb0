import { fromBase64, rawBytes, sha256, toBytes, toHex, type Bytes } from './bytes'
import type { Root } from './payloads'
import { refuse } from './VerifyError'

/** Checks a signature over bytes; a browser that cannot use the key says no. */
export type VerifyWithKey = (signature: Bytes, signed: Bytes) => Promise<boolean>

/**
 * Ed25519 keys that are refused, as base64 of their little-endian bytes: y of 0, 1 and −1 (points of order 1, 2 and 4), y from
 * 2^255 − 19 on (the same points written twice), and the two of order 8. Anybody can make the "signatures" of those.
 */
const WEAK =
  /^(A[AQ]A{39}[AI]A|[7-9+/][Pfv/]\/{39}[3/]8|JuiVj8KyJ7BFw\/SJ8u\+Y8NXfrAXTxjM5sTgCiG1T\/[AI]U|xxdqcD1N2E\+6PAt2DRBnDyogU\/osOczGTsf9d5KsA[3/]o)=$/

async function importKey(keyid: string, alg: string, written: string, pub: Bytes): Promise<VerifyWithKey> {
  const isEc = alg === 'ES256'
  if (isEc ? pub.length === 65 && pub[0] === 4 : alg === 'Ed25519' && pub.length === 32 && !WEAK.test(written)) {
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
