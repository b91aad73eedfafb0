/** Four lanes of two 32-bit halves, the low one first: BigInt is ten times slower and a page may hold thousands of candidates. */
type Lanes = Int32Array

function at(lanes: Lanes, half: number): number {
  return lanes[half] as number
}

/** Half a round: adds lane b to lane a, rotates b and mixes a into it; `swap`: at last a's halves change places. */
function mix(lanes: Lanes, a: number, b: number, bits: number, swap: boolean): void {
  const [low, high] = [at(lanes, b), at(lanes, b + 1)]
  const sum = (at(lanes, a) >>> 0) + (low >>> 0)
  const carried = at(lanes, a + 1) + high + Number(sum > 0xffffffff)
  lanes[b] = ((low << bits) | (high >>> (32 - bits))) ^ sum
  lanes[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ carried
  lanes[a] = swap ? carried : sum
  lanes[a + 1] = swap ? sum : carried
}

function round(lanes: Lanes): void {
  mix(lanes, 0, 2, 13, true)
  mix(lanes, 4, 6, 16, false)
  mix(lanes, 0, 6, 21, false)
  mix(lanes, 4, 2, 17, true)
}

/** "somepseudorandomlygeneratedbytes", as the paper has it. */
const START = [0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462]

/**
 * SipHash-2-4 (Aumasson & Bernstein 2012) with a 64-bit result.
 *
 * @param key 16 bytes
 * @param message any number of bytes
 * @returns 16 hexadecimal digits, the most significant first
 */
export function sipHash(key: Uint8Array, message: Uint8Array): string {
  const padded = new Uint8Array((Math.floor(message.length / 8) + 1) * 8)
  padded.set(message)
  padded[padded.length - 1] = message.length & 0xff
  const keys = new DataView(key.buffer, key.byteOffset)
  const words = new DataView(padded.buffer)
  const lanes = Int32Array.from(START, (half, index) => half ^ keys.getInt32((index % 4) * 4, true))
  const xor = (lane: number, from: number): void => {
    lanes[lane] = at(lanes, lane) ^ words.getInt32(from, true)
    lanes[lane + 1] = at(lanes, lane + 1) ^ words.getInt32(from + 4, true)
  }
  for (let from = 0; from < padded.length; from += 8) {
    xor(6, from)
    round(lanes)
    round(lanes)
    xor(0, from)
  }
  lanes[4] = at(lanes, 4) ^ 0xff
  for (let left = 4; left > 0; left--) round(lanes)
  const hex = (half: number): string =>
    ((at(lanes, half) ^ at(lanes, half + 2) ^ at(lanes, half + 4) ^ at(lanes, half + 6)) >>> 0).toString(16).padStart(8, '0')
  return hex(1) + hex(0)
}
