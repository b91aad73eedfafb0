/** A 64-bit word as two 32-bit halves: BigInt is ten times slower and a page may hold thousands of candidates. */
interface Word {
  high: number
  low: number
}

function add(a: Word, b: Word): void {
  const low = (a.low >>> 0) + (b.low >>> 0)
  a.high = (a.high + b.high + (low > 0xffffffff ? 1 : 0)) | 0
  a.low = low | 0
}

function xor(a: Word, b: Word): void {
  a.high ^= b.high
  a.low ^= b.low
}

function rotate(a: Word, bits: number): void {
  const { high, low } = a
  if (bits === 32) {
    a.high = low
    a.low = high
    return
  }
  a.high = (high << bits) | (low >>> (32 - bits))
  a.low = (low << bits) | (high >>> (32 - bits))
}

function round(v0: Word, v1: Word, v2: Word, v3: Word): void {
  add(v0, v1)
  rotate(v1, 13)
  xor(v1, v0)
  rotate(v0, 32)
  add(v2, v3)
  rotate(v3, 16)
  xor(v3, v2)
  add(v0, v3)
  rotate(v3, 21)
  xor(v3, v0)
  add(v2, v1)
  rotate(v1, 17)
  xor(v1, v2)
  rotate(v2, 32)
}

function littleEndian(bytes: Uint8Array, at: number): Word {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { low: view.getInt32(at, true), high: view.getInt32(at + 4, true) }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}

/**
 * SipHash-2-4 (Aumasson & Bernstein 2012) with a 64-bit result.
 *
 * @param key 16 bytes
 * @param message any number of bytes
 * @returns 16 hexadecimal digits, the most significant first
 */
export function sipHash(key: Uint8Array, message: Uint8Array): string {
  const k0 = littleEndian(key, 0)
  const k1 = littleEndian(key, 8)
  const v0 = { high: k0.high ^ 0x736f6d65, low: k0.low ^ 0x70736575 }
  const v1 = { high: k1.high ^ 0x646f7261, low: k1.low ^ 0x6e646f6d }
  const v2 = { high: k0.high ^ 0x6c796765, low: k0.low ^ 0x6e657261 }
  const v3 = { high: k1.high ^ 0x74656462, low: k1.low ^ 0x79746573 }
  const padded = new Uint8Array((Math.floor(message.length / 8) + 1) * 8)
  padded.set(message)
  padded[padded.length - 1] = message.length & 0xff
  for (let at = 0; at < padded.length; at += 8) {
    const word = littleEndian(padded, at)
    xor(v3, word)
    round(v0, v1, v2, v3)
    round(v0, v1, v2, v3)
    xor(v0, word)
  }
  v2.low ^= 0xff
  for (let left = 4; left > 0; left--) round(v0, v1, v2, v3)
  return hex(v0.high ^ v1.high ^ v2.high ^ v3.high) + hex(v0.low ^ v1.low ^ v2.low ^ v3.low)
}
