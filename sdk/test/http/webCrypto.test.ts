import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { bytesToNumberBE, bytesToNumberLE, concatBytes, numberToBytesBE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomUUID, subtle } from '../../src/http/webCrypto'
import * as bytes from '../../src/transport/bytes'
import type { Bytes } from '../../src/transport/bytes'
import * as canonical from '../../src/transport/canonical'
import * as envelope from '../../src/transport/envelope'
import * as followRoots from '../../src/transport/followRoots'
import * as importKeys from '../../src/transport/importKeys'
import * as payloadShapes from '../../src/transport/payloadShapes'
import * as verify from '../../src/transport/verify'
import * as VerifyError from '../../src/transport/VerifyError'
import { makeChecks } from '../transport/checks'

const whole = globalThis.crypto

describe('every check of the verifier holds without WebCrypto', () => {
  const modules = { bytes, canonical, envelope, followRoots, importKeys, payloadShapes, verify, VerifyError }
  const checks = makeChecks(new URL('../../../tests/golden/', import.meta.url))
  beforeAll(() => vi.stubGlobal('crypto', { subtle: { ...subtle } }))
  afterAll(() => vi.unstubAllGlobals())

  it.each(checks)('$name', async ({ run }) => {
    expect(globalThis.crypto).not.toBe(whole)
    await run(modules)
  })

  it('has enough to check', () => {
    expect(checks.length).toBeGreaterThan(290)
  })
})

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const ED25519 = { name: 'Ed25519' }
const MESSAGE = bytes.toBytes('DSSEv1 4 type 7 payload')

type Crypto = Pick<SubtleCrypto, 'digest' | 'importKey' | 'verify'>

async function answerOf(crypto: Crypto, algorithm: typeof ED25519, pub: Bytes, signature: Bytes, message = MESSAGE): Promise<string> {
  try {
    const key = await crypto.importKey('raw', pub, algorithm, false, ['verify'])
    return String(await crypto.verify(algorithm, key, signature, message))
  } catch (error) {
    return (error as Error).name
  }
}

/** What both say; they must say the same. */
async function bothSay(algorithm: typeof ED25519, pub: Bytes, signature: Bytes, message?: Bytes): Promise<string> {
  const ours = await answerOf(subtle as unknown as Crypto, algorithm, pub, signature, message)
  expect(ours).toBe(await answerOf(whole.subtle, algorithm, pub, signature, message))
  return ours
}

/** Bytes that are the same in every run. */
function seeded(seed: number, length: number): Bytes {
  return new Uint8Array(sha512(new Uint8Array([seed, seed >> 8]))).slice(0, length)
}

function joined(...parts: Uint8Array[]): Bytes {
  return new Uint8Array(concatBytes(...parts))
}

describe('P-256', () => {
  const secret = seeded(1, 32)
  const pub = new Uint8Array(p256.getPublicKey(secret, false))
  const good = new Uint8Array(p256.sign(MESSAGE, secret, { lowS: true }))
  const order = p256.Point.Fn.ORDER
  const [r, s] = [bytesToNumberBE(good.slice(0, 32)), bytesToNumberBE(good.slice(32))]
  const written = (first: bigint, second: bigint): Bytes => joined(numberToBytesBE(first, 32), numberToBytesBE(second, 32))

  it('takes s and the order − s alike', async () => {
    expect(await bothSay(ES256, pub, written(r, s))).toBe('true')
    expect(await bothSay(ES256, pub, written(r, order - s))).toBe('true')
  })

  const most = 2n ** 256n - 1n
  it.each([
    ['r is 0', 0n, s],
    ['s is 0', r, 0n],
    ['both are 0', 0n, 0n],
    ['r is the order', order, s],
    ['s is the order', r, order],
    ['r is over the order', order + 1n, s],
    ['s is over the order', r, order + 1n],
    ['r is the greatest number', most, s],
    ['s is the greatest number', r, most],
    ['r and s are swapped', s, r],
    ['r is 1 and s is 1', 1n, 1n],
    ['r is one less', r - 1n, s],
    ['s is one more', r, s + 1n],
  ])('refuses when %s', async (_name, first, second) => {
    expect(await bothSay(ES256, pub, written(first, second))).toBe('false')
  })

  it('refuses other lengths and encodings', async () => {
    for (const odd of [
      new Uint8Array(0),
      good.slice(1),
      joined(good, new Uint8Array(1)),
      new Uint8Array(p256.sign(MESSAGE, secret, { format: 'der' })),
    ]) {
      const ours = await answerOf(subtle as unknown as Crypto, ES256, pub, odd)
      // The verifier asks about 64 bytes only; what comes for others is no "true".
      expect(ours).not.toBe('true')
      expect(await answerOf(whole.subtle, ES256, pub, odd)).not.toBe('true')
    }
  })

  it('has no key off the curve, of coordinates beyond the field, or of the point at infinity', async () => {
    const field = p256.Point.Fp.ORDER
    const { x, y } = p256.Point.fromBytes(pub).toAffine()
    const point = (first: bigint, second: bigint): Bytes =>
      joined(new Uint8Array([4]), numberToBytesBE(first, 32), numberToBytesBE(second, 32))
    expect(await bothSay(ES256, point(x, y), good)).toBe('true')
    expect(await bothSay(ES256, point(x, field - y), good)).toBe('false')
    for (const odd of [point(x, y ^ 1n), point(0n, 0n), point(field, y), point(5n + field, y), point(y, x), new Uint8Array([0])]) {
      expect(await bothSay(ES256, odd, good)).toBe('DataError')
    }
  })

  it('answers random changes as WebCrypto does', async () => {
    let refused = 0
    for (let at = 0; at < 300; at += 1) {
      const dice = seeded(at, 64)
      const key = new Uint8Array(p256.getPublicKey(dice.slice(0, 32), false))
      const message = dice.slice(0, (dice[40] ?? 0) % 50)
      const signature = new Uint8Array(p256.sign(message, dice.slice(0, 32), { lowS: at % 2 === 0 }))
      const place = (dice[41] ?? 0) % 64
      if (at % 3 > 0) signature[place] = (signature[place] ?? 0) ^ (1 << ((dice[42] ?? 0) % 8))
      if ((await bothSay(ES256, key, signature, message)) === 'false') refused += 1
    }
    expect(refused).toBe(200)
  })
})

describe('Ed25519', () => {
  const { Point } = ed25519
  const order = Point.Fn.ORDER
  const secret = seeded(7, 32)
  const pub = new Uint8Array(ed25519.getPublicKey(secret))
  const good = new Uint8Array(ed25519.sign(MESSAGE, secret))
  const { scalar } = ed25519.utils.getExtendedPublicKey(secret)
  const lowOrder = ED25519_TORSION_SUBGROUP.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))

  /** A signature of the key's holder with any R and any key bytes. */
  const signed = (R: Uint8Array, nonce: bigint, key: Uint8Array = pub): Bytes => {
    const k = Point.Fn.create(bytesToNumberLE(sha512(concatBytes(R, key, MESSAGE))))
    return joined(R, numberToBytesLE(Point.Fn.create(nonce + k * scalar), 32))
  }

  it('takes a good signature', async () => {
    expect(await bothSay(ED25519, pub, good)).toBe('true')
    expect(await bothSay(ED25519, pub, signed(Point.BASE.multiply(99n).toBytes(), 99n))).toBe('true')
  })

  it('takes no S from the order on', async () => {
    const S = bytesToNumberLE(good.slice(32))
    for (const odd of [S + order, order, 2n ** 256n - 1n]) {
      expect(await bothSay(ED25519, pub, joined(good.slice(0, 32), numberToBytesLE(odd, 32)))).toBe('false')
    }
  })

  it('checks without cofactor: what the library itself would take is refused as in WebCrypto', async () => {
    let taken = 0
    for (const torsion of lowOrder) {
      const mixed = Point.BASE.multiply(99n).add(Point.fromBytes(torsion, true)).toBytes()
      const signature = signed(mixed, 99n)
      taken += Number(ed25519.verify(signature, MESSAGE, pub, { zip215: false }))
      expect(await bothSay(ED25519, pub, signature)).toBe(Point.fromBytes(torsion, true).is0() ? 'true' : 'false')
    }
    expect(taken).toBe(8)
  })

  it('answers keys with a part of low order as WebCrypto does', async () => {
    const answers = new Set<string>()
    for (const torsion of lowOrder) {
      const key = new Uint8Array(Point.fromBytes(pub).add(Point.fromBytes(torsion, true)).toBytes())
      for (let nonce = 1n; nonce < 24n; nonce += 1n) {
        answers.add(await bothSay(ED25519, key, signed(Point.BASE.multiply(nonce).toBytes(), nonce, key)))
      }
    }
    expect([...answers].sort()).toEqual(['false', 'true'])
  })

  it('takes R in its one encoding only', async () => {
    // R is the neutral element: y is 1, and written otherwise it is 1 + p, or has a sign.
    const neutral = numberToBytesLE(1n, 32)
    expect(await bothSay(ED25519, pub, signed(neutral, 0n))).toBe('true')
    for (const odd of [numberToBytesLE(Point.Fp.ORDER + 1n, 32), numberToBytesLE(1n + 2n ** 255n, 32)]) {
      expect(await bothSay(ED25519, pub, signed(odd, 0n))).toBe('false')
    }
  })

  it('takes 32 bytes off the curve for a key that proves nothing', async () => {
    expect(await bothSay(ED25519, new Uint8Array(32).fill(2), good)).toBe('false')
    expect(() => Point.fromBytes(new Uint8Array(32).fill(2))).toThrow()
  })

  it('answers random changes as WebCrypto does', async () => {
    let refused = 0
    for (let at = 0; at < 300; at += 1) {
      const dice = seeded(at, 64)
      const key = new Uint8Array(ed25519.getPublicKey(dice.slice(0, 32)))
      const message = dice.slice(0, (dice[40] ?? 0) % 50)
      const signature = new Uint8Array(ed25519.sign(message, dice.slice(0, 32)))
      const place = (dice[41] ?? 0) % 64
      if (at % 3 > 0) signature[place] = (signature[place] ?? 0) ^ (1 << ((dice[42] ?? 0) % 8))
      if ((await bothSay(ED25519, key, signature, message)) === 'false') refused += 1
    }
    expect(refused).toBe(200)
  })
})

it('hashes as WebCrypto does, and hands over bytes of its own', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 4096, 300_000]) {
    const data = new Uint8Array(length).map((_, at) => at * 7)
    expect(new Uint8Array(await subtle.digest('SHA-256', data))).toEqual(new Uint8Array(await whole.subtle.digest('SHA-256', data)))
  }
})

it('makes random UUIDs of version 4', () => {
  const made = Array.from({ length: 500 }, randomUUID)
  expect(new Set(made).size).toBe(500)
  for (const each of made) expect(each).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
