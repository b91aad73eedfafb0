import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSource, type Outcome, type Source } from '../../src/transport/createSource'
import type { Store } from '../../src/transport/storage'

interface Case {
  name: string
  application: string
  environment: string
  trust: string
  now: string
  channel: string
  expect: string
}

const cases = JSON.parse(readFileSync(new URL('../../../tests/golden/attacks/tuf.json', import.meta.url), 'utf8')) as Case[]

function caseOf(name: RegExp): Case {
  const found = cases.find((one) => name.test(one.name))
  if (found === undefined) throw new Error(`no case ${String(name)}`)
  return found
}

const FIRST = caseOf(/^a first visit$/)
const NEWER = caseOf(/^a newer pointer$/)
const PAUSED = caseOf(/^a paused pointer/)
const OLDER = caseOf(/^rollback: an older pointer$/)
const DAY_MS = 86_400_000

function memory(): Store {
  const values = new Map<string, string>()
  return {
    lasting: true,
    get: (name) => {
      const text = values.get(name)
      return text === undefined ? undefined : (JSON.parse(text) as never)
    },
    set: (name, value) => {
      if (value === undefined) values.delete(name)
      else values.set(name, JSON.stringify(value))
    },
  }
}

/** What the server answers: a case's channel, or a status. */
let served: Case | number | 'down'
let now: number
let reported: string[]
let asked: { url: string; init: RequestInit }[]

function open(store: Store, changes: { trust?: string; minSeq?: number; graceDays?: number } = {}): Source {
  return createSource({
    application: FIRST.application,
    environment: FIRST.environment,
    trust: FIRST.trust,
    selfHostedUrl: 'https://guides.example',
    graceDays: 30,
    minSeq: 0,
    ...changes,
    store,
    signal: new AbortController().signal,
    now: () => now,
    report: (code) => reported.push(code),
  })
}

function seqOf(outcome: Outcome): number | undefined {
  return outcome.kind === 'nothing' ? undefined : outcome.verified.pointer.seq
}

beforeEach(() => {
  served = FIRST
  now = Date.parse(FIRST.now)
  reported = []
  asked = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ url, init })
    if (served === 'down') return Promise.reject(new TypeError('network'))
    if (typeof served === 'number') return Promise.resolve(new Response(null, { status: served }))
    return Promise.resolve(new Response(Buffer.from(served.channel, 'base64')))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a source', () => {
  it('asks for the channel as the preload does, and for nothing else', async () => {
    await open(memory()).check('default')
    expect(asked.map((one) => one.url)).toEqual([`https://guides.example/channel/${FIRST.application}/${FIRST.environment}.json`])
    expect(asked[0]?.init).toMatchObject({ credentials: 'same-origin', mode: 'cors' })
  })

  it('is live after a verified answer, and remembers it without a network', async () => {
    const store = memory()
    expect((await open(store).check('default')).kind).toBe('live')
    served = 'down'
    expect((await open(store).remembered()).kind).toBe('live')
  })

  it('does no signature work for bytes that were verified before', async () => {
    const store = memory()
    await open(store).check('default')
    const verify = vi.spyOn(crypto.subtle, 'verify')
    expect((await open(store).check('default')).kind).toBe('live')
    expect(verify).not.toHaveBeenCalled()
  })

  it.each([404, 410])('shows nothing when the channel file is gone (%i), and keeps the sequence it saw', async (status) => {
    const store = memory()
    served = NEWER
    await open(store).check('default')
    served = status
    expect(await open(store).check('default')).toEqual({ kind: 'nothing', reason: 'deleted' })
    expect(await open(store).remembered()).toEqual({ kind: 'nothing', reason: 'deleted' })
    served = 'down'
    expect(await open(store).check('default')).toEqual({ kind: 'nothing', reason: 'deleted' })
    served = OLDER
    const after = await open(store).check('default')
    expect(seqOf(after)).not.toBe(0)
    expect(reported).toContain('sdk.stale')
  })

  it.each(['down', 500, 503] as const)('keeps to what was verified when the server says %s', async (answer) => {
    const store = memory()
    const before = await open(store).check('default')
    served = answer
    expect(seqOf(await open(store).check('default'))).toBe(seqOf(before))
    expect(reported).toEqual(['sdk.unreachable'])
  })

  it('shows nothing on a first visit without a trustworthy answer', async () => {
    served = 'down'
    expect((await open(memory()).check('default')).kind).toBe('nothing')
    served = caseOf(/^arbitrary software/)
    expect((await open(memory()).check('default')).kind).toBe('nothing')
    expect(reported).toContain('package.anchor-mismatch')
  })

  it('is paused by a signed order, and stays so while nobody answers', async () => {
    const store = memory()
    served = PAUSED
    now = Date.parse(PAUSED.now)
    expect((await open(store).check('default')).kind).toBe('paused')
    served = 'down'
    expect((await open(store).check('default')).kind).toBe('paused')
  })

  it('stops showing what is past expiry and grace, also without a network', async () => {
    const store = memory()
    await open(store).check('default')
    served = 'down'
    now += 45 * DAY_MS
    expect((await open(store).check('default')).kind).toBe('live')
    now += 45 * DAY_MS
    expect(await open(store).check('default')).toEqual({ kind: 'nothing', reason: 'expired' })
  })

  it('warns ten days ahead', async () => {
    now += 25 * DAY_MS
    await open(memory()).check('default')
    expect(reported).toEqual(['package.expires-soon'])
  })

  it('takes a lower sequence for a lagging cache at first, for an attack after a day', async () => {
    const store = memory()
    served = NEWER
    await open(store).check('default')
    served = OLDER
    await open(store).check('default')
    now += 2 * DAY_MS
    await open(store).check('default')
    expect(reported).toEqual(['sdk.stale', 'package.seq-lower'])
  })

  it('believes no pointer below the least sequence of the page', async () => {
    expect((await open(memory(), { minSeq: Number.MAX_SAFE_INTEGER }).check('default')).kind).toBe('nothing')
  })

  it('proves what it remembers anew under another trust anchor', async () => {
    const store = memory()
    await open(store).check('default')
    const other = `1.${'A'.repeat(43)}`
    expect((await open(store, { trust: other }).remembered()).kind).toBe('nothing')
    expect(reported).toContain('package.anchor-mismatch')
  })

  it('does not use what another tab has overtaken', async () => {
    const store = memory()
    await open(store).check('default')
    const state = store.get<{ root: number; seq: number; pointer: string; status: string }>('state')
    store.set('state', { ...state, seq: (state?.seq ?? 0) + 2, pointer: 'f'.repeat(64) })
    expect((await open(store).remembered()).kind).toBe('nothing')
  })

  it('tries a file with other bytes once more around the cache, then gives it up', async () => {
    served = FIRST
    const blob = await open(memory()).blob({ sha256: '0'.repeat(64), length: 10, extension: 'json' })
    expect(blob).toBeUndefined()
    expect(asked.map((one) => one.init.cache)).toEqual(['default', 'reload'])
    expect(reported).toEqual(['sdk.blob'])
  })
})
