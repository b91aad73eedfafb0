import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import type { Root } from '../../src/transport/payloads'

/** The modules of the verifier, as they are or with one of them changed. */
export interface Modules {
  bytes: typeof import('../../src/transport/bytes')
  canonical: typeof import('../../src/transport/canonical')
  envelope: typeof import('../../src/transport/envelope')
  followRoots: typeof import('../../src/transport/followRoots')
  importKeys: typeof import('../../src/transport/importKeys')
  payloadShapes: typeof import('../../src/transport/payloadShapes')
  verify: typeof import('../../src/transport/verify')
  VerifyError: typeof import('../../src/transport/VerifyError')
}

/** Something that the verifier must do. */
export interface Check {
  name: string
  run(m: Modules): Promise<void> | void
}

/** A case of `tests/golden/attacks`. */
export interface Vector {
  name: string
  application: string
  environment: string
  trust: string
  now: string
  state: import('../../src/transport/verify').State | null
  graceDays: number
  channel: string
  /** Blanks that follow the channel's bytes. */
  pad?: number
  expect: string
  /** What an accepted channel says. */
  verdict?: Record<string, unknown>
}

interface Form {
  kind: 'root' | 'release' | 'pointer' | 'key' | 'trust'
  path: (string | number)[]
  do: 'set' | 'remove' | 'rename'
  value: unknown
  alg: string
  pub: string
  good: boolean
}

type Fields = Record<string | number, unknown>

const fromText = (text: string): string => Buffer.from(text, 'base64').toString('latin1')

/** The code of a refusal, or `ok`; any other error goes through. */
async function answerOf(m: Modules, call: () => unknown): Promise<string> {
  try {
    await call()
    return 'ok'
  } catch (error) {
    if (error instanceof m.VerifyError.VerifyError) return error.code
    throw error
  }
}

/** What the verifier is asked in a case. */
function askedOf({ application, environment, trust, now, graceDays, state }: Vector): Parameters<Modules['verify']['verifyChannel']>[1] {
  return { application, environment, trust, now: Date.parse(now), graceDays, state: state ?? undefined }
}

function bytesOf({ channel, pad }: Vector): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([Buffer.from(channel, 'base64'), Buffer.alloc(pad ?? 0, ' ')]))
}

function vectorCheck(vector: Vector): Check {
  const bytes = bytesOf(vector)
  const run = async (m: Modules): Promise<void> => {
    let verdict: Record<string, unknown> | undefined
    const code = await answerOf(m, async () => {
      const { pointer, release, rootExpires, state } = await m.verify.verifyChannel(bytes, askedOf(vector))
      verdict = { release: release.version, off: pointer.off, releaseSha256: pointer.release.sha256, pointerSha256: state.pointer }
      Object.assign(verdict, { root: state.root, seq: state.seq, status: state.status })
      assert.ok(Date.parse(rootExpires) > 0)
    })
    assert.equal(code, vector.expect)
    assert.deepEqual(verdict, vector.verdict)
  }
  return { name: vector.name, run }
}

/** Names in ascending order, as canonical JSON writes them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]))
}

/** The payload of a kind, changed in the place that a form names. */
function placed(payload: string, form: Form): string {
  const whole: Fields = { '': JSON.parse(payload) as unknown }
  const path = ['', ...form.path]
  let parent = whole
  for (const key of path.slice(0, -1)) parent = parent[key] as Fields
  const last = path.at(-1) ?? ''
  const before = parent[last]
  if (form.do === 'set') parent[last] = form.value
  else Reflect.deleteProperty(parent, last)
  if (form.do === 'rename') parent[form.value as string] = before
  return JSON.stringify(sorted(whole['']))
}

const WRONG = { key: 'package.key-invalid', trust: 'package.trust-invalid' }
const GOOD = { key: 'ok', trust: 'package.anchor-mismatch' }

function formCheck(kind: Form['kind'], forms: Form[], payload: string): Check {
  const texts = forms.map((form) => (kind in WRONG ? '' : placed(payload, form)))
  const one = async (m: Modules, form: Form, text: string): Promise<unknown> => {
    const { isPointer, isRelease, isRoot } = m.payloadShapes
    if (kind === 'trust') return m.followRoots.followRoots([], form.value as string, 'bank')
    if (kind !== 'key') return m.canonical.parseCanonical(text, { root: isRoot, release: isRelease, pointer: isPointer }[kind], kind)
    const { alg, pub } = form
    const written = new TextEncoder().encode(JSON.stringify({ alg, pub }))
    const keyid = Buffer.from(await crypto.subtle.digest('SHA-256', written)).toString('hex')
    return m.importKeys.importKeys({ keys: { [keyid]: { alg, pub } } } as unknown as Root)
  }
  const run = async (m: Modules): Promise<void> => {
    for (const [at, form] of forms.entries()) {
      const expected = form.good ? (kind in GOOD ? GOOD[kind as 'key'] : 'ok') : kind in WRONG ? WRONG[kind as 'key'] : 'package.malformed'
      assert.equal(await answerOf(m, () => one(m, form, texts[at] ?? '')), expected, JSON.stringify(form))
    }
  }
  return { name: `every form of a ${kind} is taken as written down`, run }
}

const BAD_TEXTS = ['-1', '1.5', '9007199254740992', '"\\\\"', '"ä"', '"\x7f"', '"\x1f"', '{"a":1,"a":1}', 'NaN', '-0', '00', '1 ', '', '[']
const BAD_BASE64 = ['AB==', 'AA', 'A', 'AA==\n', ' AA==', '-_-_', 'AA==AA==', 'ä', 'A*A==', 'AA=']

const own: Check[] = [
  {
    name: 'canonical text only, and of its shape',
    run: async (m) => {
      const whole = (value: unknown): boolean =>
        value !== undefined && !(typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0))
      for (const text of [...BAD_TEXTS, '['.repeat(100_000)]) {
        assert.equal(await answerOf(m, () => m.canonical.parseCanonical(text, whole, 'it')), 'package.malformed', text.slice(0, 20))
      }
      for (const text of ['0', '9007199254740991', '" !#[]^~"', '{"a":[null,true,{}],"b":"x"}', 'null']) {
        assert.deepEqual(m.canonical.parseCanonical(text, whole, 'it'), JSON.parse(text))
      }
      assert.equal(await answerOf(m, () => m.canonical.parseCanonical('1', () => false, 'it')), 'package.malformed')
    },
  },
  {
    name: 'base64 in its one form only',
    run: (m) => {
      for (const text of BAD_BASE64) assert.equal(m.bytes.fromBase64(text), undefined, text)
      assert.deepEqual([m.bytes.fromBase64(''), m.bytes.fromBase64('AA=='), m.bytes.fromBase64('+/+/')], ['', '\0', '\xfb\xff\xbf'])
      assert.equal(m.bytes.toHex(new Uint8Array([0, 1, 16, 255])), '000110ff')
    },
  },
  {
    name: 'a pause is never too old, all else to the second',
    run: async (m) => {
      const [early, late] = ['2026-12-25T10:00:00Z', '2027-12-25T10:00:00Z']
      const at = (seconds: number, days: number): number => Date.parse(early) + seconds * 1_000 + days * 86_400_000
      const answer = (rootExpires: string, expires: string, status: string, now: number): Promise<string> =>
        answerOf(m, () => m.verify.requireUnexpired({ rootExpires, pointer: { expires, status } } as never, now, 3))
      for (const [root, pointer] of [
        [early, late],
        [late, early],
        [early, early],
      ] as const) {
        assert.equal(await answer(root, pointer, 'active', at(-0.001, 3)), 'ok')
        assert.equal(await answer(root, pointer, 'active', at(0, 3)), 'package.expired')
        assert.equal(await answer(root, pointer, 'active', at(0.001, 3)), 'package.expired')
        assert.equal(await answer(root, pointer, 'paused', at(1, 300)), 'ok')
      }
    },
  },
]

/** A browser that lacks an algorithm: its keys prove nothing, and do no harm. */
function lackingCheck(good: Vector, byEd25519: Vector): Check {
  const run = async (m: Modules): Promise<void> => {
    const { importKey: whole } = crypto.subtle
    const before = Object.getOwnPropertyDescriptor(crypto.subtle, 'importKey')
    const lacking = (...given: Parameters<typeof whole>): Promise<CryptoKey> =>
      (given[2] as { name: string }).name === 'Ed25519'
        ? Promise.reject(new DOMException('not here', 'NotSupportedError'))
        : whole.call(crypto.subtle, ...given)
    Object.defineProperty(crypto.subtle, 'importKey', { value: lacking, configurable: true })
    try {
      for (const [vector, code] of [
        [good, 'ok'],
        [byEd25519, 'package.signature-missing'],
      ] as const) {
        assert.equal(await answerOf(m, () => m.verify.verifyChannel(bytesOf(vector), askedOf(vector))), code)
      }
    } finally {
      Reflect.deleteProperty(crypto.subtle, 'importKey')
      if (before !== undefined) Object.defineProperty(crypto.subtle, 'importKey', before)
    }
  }
  return { name: 'a browser without Ed25519 refuses what only such keys signed', run }
}

/**
 * All checks.
 *
 * @param golden the folder `tests/golden`, with a slash at its end
 */
export function makeChecks(golden: URL): Check[] {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, golden), 'utf8'))
  const files = readdirSync(new URL('attacks/', golden)).filter((name) => name.endsWith('.json'))
  const vectors = files.sort().flatMap((name) => read(`attacks/${name}`) as Vector[])
  const named = (name: string): Vector => {
    const found = vectors.find((each) => each.name === name)
    if (found === undefined) throw new Error(`no vector ${name}`)
    return found
  }
  const first = JSON.parse(fromText(named('a first visit').channel)) as Record<'pointer' | 'release', { payload: string }> & {
    roots: [{ payload: string }]
  }
  const payloads = { root: first.roots[0].payload, release: first.release.payload, pointer: first.pointer.payload, key: '', trust: '' }
  const forms = read('forms.json') as Form[]
  const kinds = Object.keys(payloads) as Form['kind'][]
  const formChecks = kinds.map((kind) =>
    formCheck(
      kind,
      forms.filter((form) => form.kind === kind),
      fromText(payloads[kind]),
    ),
  )
  const lacking = lackingCheck(named('a first visit'), named('the author has an Ed25519 key'))
  return [...vectors.map(vectorCheck), ...formChecks, ...own, lacking]
}
