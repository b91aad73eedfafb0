import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCanonical } from '../../src/transport/canonical'
import { followRoots } from '../../src/transport/followRoots'
import { importKeys } from '../../src/transport/importKeys'
import { isPointer, isRelease, isRoot } from '../../src/transport/payloadShapes'
import type { Root } from '../../src/transport/payloads'
import { VerifyError } from '../../src/transport/VerifyError'

interface Placed {
  kind: 'root' | 'release' | 'pointer'
  path: (string | number)[]
  do: 'set' | 'remove' | 'rename'
  value: unknown
  good: boolean
}
interface Key {
  kind: 'key'
  alg: string
  pub: string
  good: boolean
}
interface Anchor {
  kind: 'trust'
  value: string
  good: boolean
}
type Case = Placed | Key | Anchor
type Fields = Record<string | number, unknown>

const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../tests/golden/${name}`, import.meta.url), 'utf8'))
const cases = golden('forms.json') as Case[]
const fromText = (text: string): string => Buffer.from(text, 'base64').toString('latin1')
const [first] = golden('attacks/tuf.json') as { channel: string }[]
const parts = JSON.parse(fromText(first?.channel ?? '')) as Record<'pointer' | 'release', { payload: string }> & {
  roots: { payload: string }[]
}
const bases = { root: parts.roots[0]?.payload ?? '', release: parts.release.payload, pointer: parts.pointer.payload }
const shapes = { root: isRoot, release: isRelease, pointer: isPointer }

/** Names in ascending order, as canonical JSON writes them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

function placed(each: Placed): string {
  const whole: Fields = { '': JSON.parse(fromText(bases[each.kind])) }
  let parent = whole
  for (const key of ['', ...each.path.slice(0, -1)]) if (each.path.length > 0) parent = parent[key] as Fields
  const last = each.path.at(-1) ?? ''
  const before = parent[last]
  if (each.do === 'set') parent[last] = each.value
  else Reflect.deleteProperty(parent, last)
  if (each.do === 'rename') parent[each.value as string] = before
  return JSON.stringify(sorted(whole['']))
}

async function answer(each: Case): Promise<string> {
  try {
    if (each.kind === 'key') {
      const { alg, pub } = each
      const text = new TextEncoder().encode(JSON.stringify({ alg, pub }))
      const keyid = Buffer.from(await crypto.subtle.digest('SHA-256', text)).toString('hex')
      await importKeys({ keys: { [keyid]: { alg, pub } } } as unknown as Root)
    } else if (each.kind === 'trust') await followRoots([], each.value, 'bank')
    else parseCanonical(placed(each), shapes[each.kind], each.kind)
    return 'ok'
  } catch (error) {
    if (error instanceof VerifyError) return error.code
    throw error
  }
}

const WRONG = { key: 'package.key-invalid', trust: 'package.trust-invalid' }
const GOOD = { key: 'ok', trust: 'package.anchor-mismatch' }

describe('forms', () => {
  it.each(['root', 'release', 'pointer', 'key', 'trust'])('of a %s are taken as written down', async (kind) => {
    const ours = cases.filter((each) => each.kind === kind)
    expect(ours.length).toBeGreaterThan(40)
    for (const each of ours) {
      const wrong = kind in WRONG ? WRONG[kind as 'key'] : 'package.malformed'
      const good = kind in GOOD ? GOOD[kind as 'key'] : 'ok'
      expect(await answer(each), JSON.stringify(each)).toBe(each.good ? good : wrong)
    }
  })
})
