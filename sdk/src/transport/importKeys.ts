import { fromBase64, rawBytes, sha256, toBytes, toHex, type Bytes } from './bytes'
import type { Root } from './payloads'
import { refuse } from './VerifyError'

/** Checks a signature over bytes; a browser that cannot use the key says no. */
export type VerifyWithKey = (signature: Bytes, signed: Bytes) => Promise<boolean>

const P25519 = 2n ** 255n - 19n

/**
 * Whether anybody can make "signatures" of an Ed25519 key, or it is another's key in a second encoding: y of a point of order 1,
 * 2, 4 or 8, or y from 2^255 − 19 on. Twice a point of order 8 has y = 0; by the doubling formula its y solves dy⁴ + 2y² = 1, and
 * d is −121665/121666.
 */
function isWeak(pub: Bytes): boolean {
  const y = BigInt(`0x${toHex(pub.slice().reverse())}`) % 2n ** 255n
  const s = y * y
  return y >= P25519 || (y * (s - 1n) * (121_665n * s * s - 243_332n * s + 121_666n)) % P25519 === 0n
}

async function importKey(keyid: string, alg: string, written: string): Promise<VerifyWithKey> {
  const pub = rawBytes(fromBase64(written) as string)
  const isEc = alg === 'ES256'
  const isKey = isEc ? pub.length === 65 && pub[0] === 4 : alg === 'Ed25519' && pub.length === 32 && !isWeak(pub)
  const hash = await sha256(toBytes(`{"alg":"${alg}","pub":"${written}"}`))
  if (!isKey || toHex(hash) !== keyid) refuse('key-invalid', keyid)
  const algorithm = { name: isEc ? 'ECDSA' : alg, namedCurve: 'P-256', hash: 'SHA-256' }
  const key = await crypto.subtle
    .importKey('raw', pub, algorithm, false, ['verify'])
    // A point off the curve is a bad key. A key that cannot be used in this browser is none, but it proves nothing.
    .catch((error: unknown) => (error as Error).name === 'DataError' && refuse('key-invalid', keyid))
  return async (signature, signed) => key && signature.length === 64 && crypto.subtle.verify(algorithm, key, signature, signed)
}

/**
 * Imports all keys of a root.
 *
 * @returns key id → check
 * @throws VerifyError `package.key-invalid` unless every key is in its one encoding, on its curve and under its true id
 */
export async function importKeys({ keys }: Root): Promise<Map<string, VerifyWithKey>> {
  const importing = Object.entries(keys).map(async ([keyid, { alg, pub }]) => [keyid, await importKey(keyid, alg, pub)] as const)
  return new Map(await Promise.all(importing))
}
