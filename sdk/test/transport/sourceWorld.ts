import { readFileSync } from 'node:fs'
import type { Outcome, Source, SourceOptions } from '../../src/transport/createSource'
import type { Store } from '../../src/transport/storage'
import type { State } from '../../src/transport/verify'

/** The module that is looked at, as it is or changed. */
export interface SourceModules {
  createSource: typeof import('../../src/transport/createSource')
}

/** A case of `tests/golden/attacks`, of which the channel file counts. */
export interface Case {
  name: string
  application: string
  environment: string
  trust: string
  now: string
  channel: string
}

/** A page's storage, a clock, a content server, and what a source said and asked. */
export interface World {
  /** By address: bytes, a status, another answer, or nobody answers. What is not named is 404. */
  served: Record<string, Uint8Array | number | 'down' | (() => Response)>
  now: number
  store: Store & { values: Map<string, string>; onGet: (name: string) => void }
  reported: [code: string, detail: string][]
  asked: { url: string; init: RequestInit }[]
  signal: AbortSignal
  open(changes?: Partial<SourceOptions>): Source
  /** Serves the channel file of a case. */
  serve(channel: Case | number | 'down'): void
  /** Serves it, checks, and says what came of it. */
  check(channel: Case | number | 'down', changes?: Partial<SourceOptions>): Promise<Outcome>
  codes(): string[]
  state(): State | undefined
}

export const SERVER = 'https://guides.example'
export const SEED = '/guides-seed'
export const DAY_MS = 86_400_000

/** The cases that the checks use. */
export interface Cases {
  first: Case
  newer: Case
  newest: Case
  older: Case
  paused: Case
  strangers: Case
  otherSignature: Case
  rootEnds: Case
  pinnedFirst: Case
  pinnedSecond: Case
}

/** @param golden the folder `tests/golden`, with a slash at its end */
export function readCases(golden: URL): Cases {
  const read = (name: string): Case[] => JSON.parse(readFileSync(new URL(`attacks/${name}.json`, golden), 'utf8')) as Case[]
  const all = [...read('tuf'), ...read('roots')]
  const named = (name: string): Case => {
    const found = all.find((each) => each.name === name)
    if (found === undefined) throw new Error(`no case ${name}`)
    return found
  }
  return {
    first: named('a first visit'),
    newer: named('a newer pointer'),
    newest: named('roll back as a deed: newer pointer, older release'),
    older: named('rollback: an older pointer'),
    paused: named('a paused pointer is never refused for age'),
    strangers: named('arbitrary software: signed by strangers'),
    otherSignature: named('the pointer gained a signature of nobody: the payload is its identity'),
    rootEnds: named('freeze: the root expired'),
    pinnedFirst: named('a chain of two, pinned at the first'),
    pinnedSecond: named('a chain of two, pinned at the second'),
  }
}

function memory(): World['store'] {
  const values = new Map<string, string>()
  const store: World['store'] = {
    lasting: true,
    values,
    onGet: () => undefined,
    get: (name) => {
      store.onGet(name)
      const text = values.get(name)
      return text === undefined ? undefined : (JSON.parse(text) as never)
    },
    set: (name, value) => {
      if (value === undefined) values.delete(name)
      else values.set(name, JSON.stringify(value))
    },
  }
  return store
}

/** A body that comes in two parts, as over a network. */
function inParts(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const middle = bytes.length >> 1
  return new ReadableStream({
    start: (controller) => {
      for (const part of [bytes.slice(0, middle), bytes.slice(middle)]) controller.enqueue(part)
      controller.close()
    },
  })
}

/** Answers requests from now on, until `close` is called. */
export function openWorld(m: SourceModules, { first }: Cases): World & { close(): void } {
  const { fetch: before } = globalThis
  const { signal } = new AbortController()
  const path = `channel/${first.application}/${first.environment}.json`
  const world: World & { close(): void } = {
    served: {},
    now: Date.parse(first.now),
    store: memory(),
    reported: [],
    asked: [],
    signal,
    open: (changes = {}) =>
      m.createSource.createSource({
        application: first.application,
        environment: first.environment,
        trust: first.trust,
        selfHostedUrl: SERVER,
        graceDays: 30,
        minSeq: 0,
        store: world.store,
        signal,
        now: () => world.now,
        report: (code, detail) => world.reported.push([code, detail]),
        ...changes,
      }),
    serve: (channel) => {
      world.served[`${SERVER}/${path}`] = typeof channel === 'object' ? Buffer.from(channel.channel, 'base64') : channel
    },
    check: (channel, changes) => {
      world.serve(channel)
      return world.open(changes).check('default')
    },
    codes: () => world.reported.map(([code]) => code),
    state: () => JSON.parse(world.store.values.get('state') ?? 'null') as State | undefined,
    close: () => {
      globalThis.fetch = before
    },
  }
  globalThis.fetch = (url, init = {}) => {
    world.asked.push({ url: url as string, init })
    const answer = world.served[url as string] ?? 404
    if (answer === 'down') return Promise.reject(new TypeError('network'))
    if (typeof answer === 'function') return Promise.resolve(answer())
    if (typeof answer === 'number') return Promise.resolve(new Response(null, { status: answer }))
    return Promise.resolve(new Response(inParts(answer)))
  }
  return world
}
