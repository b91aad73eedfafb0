import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sipHash } from '../../src/locator/sipHash'
import { textHash } from '../../src/locator/textHash'

interface Case {
  key: string
  text: string
  hash: string | null
}

const golden = JSON.parse(readFileSync(new URL('../../../tests/golden/text_hash.json', import.meta.url), 'utf8')) as Case[]

describe('the keyed hash of texts', () => {
  it('is SipHash-2-4: the vector of the paper comes out', () => {
    const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i)
    expect(sipHash(bytes(16), bytes(15))).toBe('a129ca6149be45e5')
  })

  it.each(golden)('gives what Python gives for $key, $text', ({ key, text, hash }) => {
    expect(textHash(key, text) ?? null).toBe(hash)
  })
})
