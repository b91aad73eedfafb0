import { readFileSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'
import { createSource } from '../../src/transport/createSource'

// The verifier's answer taken away: what it would have said must be needed for everything that follows.
vi.mock('../../src/transport/verify', async (original) => ({
  ...(await original<typeof import('../../src/transport/verify')>()),
  verifyChannel: () => Promise.resolve(undefined),
}))

const [first] = JSON.parse(readFileSync(new URL('../../../tests/golden/attacks/tuf.json', import.meta.url), 'utf8')) as {
  application: string
  environment: string
  trust: string
  now: string
  channel: string
}[]

afterEach(() => {
  vi.unstubAllGlobals()
})

it('shows nothing without the verifier’s answer', async () => {
  if (first === undefined) throw new Error('no vectors')
  const asked: string[] = []
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    return Promise.resolve(new Response(Buffer.from(first.channel, 'base64')))
  })
  const kept = new Map<string, unknown>()
  const source = createSource({
    ...first,
    selfHostedUrl: 'https://guides.example',
    graceDays: 30,
    minSeq: 0,
    store: { lasting: true, get: (name) => kept.get(name) as never, set: (name, value) => void kept.set(name, value) },
    signal: new AbortController().signal,
    now: () => Date.parse(first.now),
    report: () => undefined,
  })
  expect(await source.check('default')).toBeUndefined()
  expect(asked).toHaveLength(1)
  expect(kept.get('verified')).toBeUndefined()
})
