import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { toHex, type Bytes } from '../transport/bytes'

// What the runtime asks of `crypto` and finds missing on a plain-http page. The build puts these two names in the place of
// `crypto.subtle` and `crypto.randomUUID` in handrail-http.js and handrail-http.mjs; no other file holds a line of this.

/** A public key: checks a signature over bytes. */
type Key = (signature: Bytes, signed: Bytes) => boolean

/** What the runtime says of an algorithm; the curve and the hash are those of the package format. */
interface Algorithm {
  name: string
}

/**
 * Raw r‖s, each from 1 to the order − 1. Of the two values of s both are good, as they are in WebCrypto.
 *
 * @throws Error when the bytes are no point of the curve
 */
function p256Key(pub: Bytes): Key {
  p256.Point.fromBytes(pub)
  return (signature, signed) => p256.verify(signature, signed, pub, { lowS: false })
}

/**
 * S below the order, and R compared as bytes with S·B − k·A: the equation without cofactor, as browsers and OpenSSL check it. The
 * library's own `verify` has the one with cofactor and would take signatures that the others refuse.
 */
function ed25519Key(pub: Bytes): Key {
  const { Point } = ed25519
  return (signature, signed) => {
    try {
      const written = signature.slice(0, 32)
      const k = Point.Fn.create(bytesToNumberLE(sha512.create().update(written).update(pub).update(signed).digest()))
      const kA = Point.fromBytes(pub).multiplyUnsafe(k)
      const made = Point.BASE.multiplyUnsafe(bytesToNumberLE(signature.slice(32))).subtract(kA)
      return made.toBytes().every((byte, at) => byte === written[at])
    } catch {
      // WebCrypto takes 32 bytes off the curve for a key, too: one that proves nothing.
      return false
    }
  }
}

/** The part of `crypto.subtle` that the runtime uses, with its answers and its errors. */
export const subtle = {
  digest: (_name: string, bytes: Bytes): Promise<ArrayBuffer> => Promise.resolve(new Uint8Array(sha256(bytes)).buffer),

  /** @throws DOMException `DataError` for a P-256 key off its curve */
  importKey: (_form: string, pub: Bytes, { name }: Algorithm): Promise<Key> => {
    try {
      return Promise.resolve(name === 'Ed25519' ? ed25519Key(pub) : p256Key(pub))
    } catch {
      return Promise.reject(new DOMException('no point of the curve', 'DataError'))
    }
  },

  verify: (_algorithm: Algorithm, key: Key, signature: Bytes, signed: Bytes): Promise<boolean> => Promise.resolve(key(signature, signed)),
}

/** A random UUID, version 4; `crypto.getRandomValues` is there on every page. */
export function randomUUID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
