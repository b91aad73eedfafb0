import { afterEach, describe, expect, it, vi } from 'vitest'
import { request } from '../../src/hybrid/request'
import { seedOf } from '../../src/hybrid/seed'

const CHANNEL = 'channel/bank/production.json'
const PICTURE = 'blobs/00ff.png'
const options = { mostBytes: 100, cache: 'default' as const, signal: new AbortController().signal }
const base = seedOf({ [CHANNEL]: '{"a":"ä}/b"}', [PICTURE]: btoa('\x00\xff\x80'), 'blobs/1.png': 'no base64' })

afterEach(() => vi.unstubAllGlobals())

describe('a seed given as data', () => {
  const fetched = vi.fn(() => Promise.resolve(new Response('from the server')))

  it('answers with its own bytes and asks no server', async () => {
    vi.stubGlobal('fetch', fetched)
    expect(await request(`${base}/${CHANNEL}`, options)).toEqual({ kind: 'bytes', bytes: new TextEncoder().encode('{"a":"ä}/b"}') })
    expect(await request(`${base}/${PICTURE}`, options)).toEqual({ kind: 'bytes', bytes: new Uint8Array([0, 255, 128]) })
    expect(fetched).not.toHaveBeenCalled()
  })

  it('never says that something was deleted: that would be an order to stop', async () => {
    for (const name of ['channel/bank/staging.json', 'blobs/1.png', 'toString', '', '__proto__']) {
      expect(await request(`${base}/${name}`, options)).toEqual({ kind: 'unreachable' })
    }
    expect(await request(`${seedOf({})}/${CHANNEL}`, options)).toEqual({ kind: 'unreachable' })
  })

  it('gives no more bytes than were signed', async () => {
    expect(await request(`${base}/${PICTURE}`, { ...options, mostBytes: 3 })).toMatchObject({ kind: 'bytes' })
    expect(await request(`${base}/${PICTURE}`, { ...options, mostBytes: 2 })).toEqual({ kind: 'unreachable' })
  })

  it('leaves every other address to the network', async () => {
    vi.stubGlobal('fetch', fetched)
    const answer = await request(`https://guides.bank.example/${CHANNEL}`, options)
    expect(answer).toEqual({ kind: 'bytes', bytes: new TextEncoder().encode('from the server') })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })))
    expect(await request(`https://guides.bank.example/${CHANNEL}`, options)).toEqual({ kind: 'gone' })
  })
})
