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
      const y = BigInt(`0x${toHex(pub.toReversed())}`) & (2n ** 255n - 1n)
      // The same point written twice, and points of order 1 and 2, whose "signatures" anybody can make.
      return pub.length === 32 && y < P25519 && y !== 1n && y !== P25519 - 1n
    },
  },
}

async function importKey(keyid: string, key: Root['keys'][string]): Promise<VerifyWithKey> {
  const invalid = new VerifyError('package.key-invalid', keyid.slice(0, 16))
  const pub = fromBase64(key.pub)
  if (pub === undefined) throw new VerifyError('package.malformed', 'a key of the root')
  if (!Object.hasOwn(KINDS, key.alg) || pub.length === 0) throw invalid
  const kind = KINDS[key.alg]
  const hash = await sha256(toBytes(`{"alg":"${key.alg}","pub":"${key.pub}"}`))
  if (!kind.isEncoding(pub) || toHex(hash) !== keyid) throw invalid
  try {
    const imported = await crypto.subtle.importKey('raw', pub, kind.import, false, ['verify'])
    return async (signature, signed) => signature.length === 64 && crypto.subtle.verify(kind.verify, imported, signature, signed)
  } catch (error) {
    // A point off the curve is a bad key; an algorithm that this browser lacks is only one that proves nothing here.
    if ((error as Error).name === 'DataError') throw invalid
    return () => Promise.resolve(false)
  }
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
