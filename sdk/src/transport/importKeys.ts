import { fromBase64, sha256, toBytes, toHex, type Bytes } from './bytes'
import type { Root } from './payloads'
import { VerifyError } from './VerifyError'

/** Checks a signature over bytes; a browser that cannot use the key says no. */
export type VerifyWithKey = (signature: Bytes, signed: Bytes) => Promise<boolean>

const P25519 = 2n ** 255n - 19n

const KINDS = {
  ES256: {
    import: { name: 'ECDSA', namedCurve: 'P-256' },
    verify: { name: 'ECDSA', hash: 'SHA-256' },
    isEncoding: (pub: Bytes) => pub.length === 65 && pub[0] === 4,
  },
  Ed25519: {
    import: { name: 'Ed25519' },
    verify: { name: 'Ed25519' },
    isEncoding: (pub: Bytes) => {
      if (pub.length !== 32) return false
      const y = BigInt(`0x${toHex(pub.toReversed())}`) & (2n ** 255n - 1n)
      // The same point written twice, and points of order 1 and 2, whose "signatures" anybody can make.
      return y < P25519 && y !== 1n && y !== P25519 - 1n
    },
  },
}

/** The key; null for a point off the curve, undefined for an algorithm that this browser lacks. */
async function tryImport(pub: Bytes, kind: (typeof KINDS)[keyof typeof KINDS]): Promise<CryptoKey | null | undefined> {
  try {
    return await crypto.subtle.importKey('raw', pub, kind.import, false, ['verify'])
  } catch (error) {
    return (error as Error).name === 'DataError' ? null : undefined
  }
}

async function importKey(keyid: string, key: Root['keys'][string]): Promise<VerifyWithKey> {
  const pub = fromBase64(key.pub)
  if (pub === undefined) throw new VerifyError('package.malformed', 'a key of the root')
  const kind = Object.hasOwn(KINDS, key.alg) ? KINDS[key.alg] : undefined
  if (kind?.isEncoding(pub) === true) {
    const hashing = sha256(toBytes(`{"alg":"${key.alg}","pub":"${key.pub}"}`))
    const [imported, hash] = await Promise.all([tryImport(pub, kind), hashing])
    if (imported !== null && toHex(hash) === keyid) {
      // A key that cannot be used here is no bad key, but it proves nothing.
      return async (signature, signed) =>
        imported !== undefined && signature.length === 64 && crypto.subtle.verify(kind.verify, imported, signature, signed)
    }
  }
  throw new VerifyError('package.key-invalid', keyid.slice(0, 16))
}

/**
 * Imports all keys of a root.
 *
 * @returns key id → check
 * @throws VerifyError `package.key-invalid` unless every key is in its one encoding, on its curve and under its true id
 */
export async function importKeys(root: Root): Promise<Map<string, VerifyWithKey>> {
  const entries = Object.entries(root.keys).map(async ([keyid, key]) => [keyid, await importKey(keyid, key)] as const)
  return new Map(await Promise.all(entries))
}
