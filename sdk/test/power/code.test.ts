// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectByCode, type CodeLine } from '../../src/power/code/connectByCode'
import { clockOf, groupCode, spellOut } from '../../src/power/code/spellOut'

interface Asked {
  url: string
  init: RequestInit
  body: { protocol: number; message?: { type: string; action?: string; id?: number } }
}

const BASE = 'https://console.example/power/line/bank/staging'
const SHOWN = { code: 'ABCDEFGH', ticket: 'the-ticket', seconds: 120 }
const CONNECTED = {
  state: 'connected',
  session: 'the-key',
  welcome: { type: 'welcome', applicationName: 'Bank', author: 'Ada', language: 'de' },
}

let asked: Asked[] = []
/** What the console says to each path; undefined: nothing reaches it. */
let console_: (path: string, one: Asked) => unknown
let line: CodeLine
let changes = 0

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  asked = []
  changes = 0
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const one = { url, init, body: JSON.parse(String(init.body)) as Asked['body'] }
    asked.push(one)
    const answer = console_(url.slice(BASE.length), one)
    return answer === undefined ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response(JSON.stringify(answer)))
  })
  line = connectByCode({
    consoleOrigin: 'https://console.example',
    application: 'bank',
    environment: 'staging',
    changed: () => changes++,
    endedMessage: () => 'ended',
    unreachableMessage: () => 'unreachable',
  })
})

afterEach(() => {
  line.leave()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The console shows a code and gives these answers to whoever waits, the last one for ever. */
function says(...waits: unknown[]): void {
  console_ = (path, { body }) => {
    if (path === '/code/') return SHOWN
    if (path === '/wait/') return waits.length > 1 ? waits.shift() : waits[0]
    return body.message?.type === 'request' ? { type: 'answer', id: body.message.id, ok: true } : { type: 'noted' }
  }
}

async function connected(): Promise<void> {
  says(CONNECTED)
  await line.askForCode()
  await vi.advanceTimersByTimeAsync(2000)
  expect(line.state()).toEqual({ at: 'connected' })
  asked = []
}

const headersOf = (one: Asked | undefined): Record<string, string> => one?.init.headers as Record<string, string>

describe('connecting by code', () => {
  it('asks nothing before somebody presses', async () => {
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toEqual([])
  })

  it('shows the code and asks for the answer every two seconds while it is shown', async () => {
    says({ state: 'waiting' })
    await line.askForCode()
    expect(line.state()).toMatchObject({ at: 'shown', code: 'ABCDEFGH', typed: false })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked.map(({ url }) => url.slice(BASE.length))).toEqual(['/code/', ...Array<string>(5).fill('/wait/')])
  })

  it('says when the author has typed it, and then as whom it is connected', async () => {
    says({ state: 'waiting' }, { state: 'typed' }, CONNECTED)
    await line.askForCode()
    await vi.advanceTimersByTimeAsync(4000)
    expect(line.state()).toMatchObject({ at: 'shown', typed: true })
    await vi.advanceTimersByTimeAsync(2000)
    expect(line.welcome()).toMatchObject({ author: 'Ada', language: 'de' })
    expect(changes).toBe(4)
  })

  it('asks nothing more by itself once it is connected', async () => {
    await connected()
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(asked).toEqual([])
  })

  it('sends no cookie, follows no redirect, and has secrets in a header only', async () => {
    says(CONNECTED)
    await line.askForCode()
    await vi.advanceTimersByTimeAsync(2000)
    await line.request('assets', {})
    const secrets = asked.map((one) => headersOf(one)['authorization'])
    expect(secrets).toEqual([undefined, 'Bearer the-ticket', 'Bearer the-key'])
    for (const { url, init } of asked) {
      expect(init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', mode: 'cors' })
      expect(url).not.toMatch(/ticket|key|ABCD|\?/)
      expect(String(init.body)).not.toMatch(/the-ticket|the-key|ABCD/)
    }
  })

  it('keeps nothing of it where a later page, or another script, could read it', async () => {
    await connected()
    await line.request('assets', {})
    expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, ''])
    expect(JSON.stringify(line)).not.toContain('the-key')
  })

  it.each([
    ['refused', { state: 'refused' }],
    ['expired', { state: 'over' }],
    ['expired', { nonsense: true }],
  ])('stops at %s and asks no more', async (problem, answer) => {
    says(answer)
    await line.askForCode()
    await vi.advanceTimersByTimeAsync(2000)
    expect(line.state()).toEqual({ at: 'failed', problem })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['unreachable', undefined],
    ['unreachable', { code: 'power.origin-not-registered' }],
    ['busy', { code: 'power.too-many-codes' }],
    ['otherVersion', { code: 'power.other-protocol' }],
  ])('says %s where the console shows no code', async (problem, answer) => {
    console_ = () => answer
    await line.askForCode()
    expect(line.state()).toEqual({ at: 'failed', problem })
  })

  it('outlives an answer that got lost, and gives up when the code has run out in silence', async () => {
    says(undefined, { state: 'waiting' }, undefined)
    await line.askForCode()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(line.state()).toMatchObject({ at: 'shown' })
    await vi.advanceTimersByTimeAsync(62_000)
    expect(line.state()).toEqual({ at: 'failed', problem: 'expired' })
  })

  it('forgets a code that was given up, also while an answer is on its way', async () => {
    says(CONNECTED)
    await line.askForCode()
    line.cancelCode()
    await vi.advanceTimersByTimeAsync(10_000)
    expect([line.state(), line.welcome(), asked.length]).toEqual([{ at: 'idle' }, undefined, 1])
    const asking = line.askForCode()
    line.cancelCode()
    await asking
    expect(line.state()).toEqual({ at: 'idle' })
  })

  it('carries requests with the messages of the bridge', async () => {
    await connected()
    expect(await line.request('assets', { title: 'Bank' })).toEqual({ ok: true })
    expect(asked[0]?.url).toBe(`${BASE}/message/`)
    expect(asked[0]?.body).toEqual({ protocol: 1, message: { type: 'request', id: 1, action: 'assets', body: { title: 'Bank' } } })
    console_ = () => ({ type: 'answer', id: 2, ok: false, message: 'no' })
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'no' })
    console_ = () => undefined
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'unreachable' })
    expect(line.welcome(), 'a lost answer ends nothing').toBeDefined()
  })

  it('ends when the console says so, and sends nothing afterwards', async () => {
    await connected()
    console_ = () => ({ type: 'end' })
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'ended' })
    expect([line.ended(), line.welcome(), line.state()]).toEqual([true, undefined, { at: 'idle' }])
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'ended' })
    expect(asked).toHaveLength(1)
  })

  it('says once a minute that it is used, and hears of the end by it', async () => {
    await connected()
    line.active()
    await vi.advanceTimersByTimeAsync(61_000)
    line.active()
    line.active()
    expect(asked.map(({ body }) => body.message?.type)).toEqual(['active'])
    await vi.advanceTimersByTimeAsync(61_000)
    console_ = () => ({ type: 'end' })
    line.active()
    await vi.advanceTimersByTimeAsync(0)
    expect(line.ended()).toBe(true)
  })

  it('ends with the page', async () => {
    await connected()
    window.dispatchEvent(new Event('pagehide'))
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ body: { message: { type: 'leave' } }, init: { keepalive: true } })
    window.dispatchEvent(new Event('pagehide'))
    expect(asked).toHaveLength(1)
  })

  it('can be connected again after the end', async () => {
    await connected()
    line.leave()
    await connected()
    expect(line.ended()).toBe(false)
  })
})

describe('a code', () => {
  it('is seen in two groups and heard sign by sign', () => {
    expect(groupCode('ABCDEFGH')).toBe('ABCD EFGH')
    expect(spellOut('AB2')).toBe('A, B, 2')
    expect([clockOf(120), clockOf(65), clockOf(0)]).toEqual(['2:00', '1:05', '0:00'])
  })
})
