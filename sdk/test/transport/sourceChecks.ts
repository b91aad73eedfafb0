import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Outcome, Source } from '../../src/transport/createSource'
import type { Verified } from '../../src/transport/verify'
import { DAY_MS, openWorld, readCases, SEED, SERVER, type Cases, type SourceModules, type World } from './sourceWorld'

/** Something that the source must do. */
export interface SourceCheck {
  name: string
  run(m: SourceModules): Promise<void>
}

type Check = (world: World, cases: Cases) => Promise<void>

const statusOf = (outcome: Outcome): string | undefined => outcome?.pointer.status
const statusAndSeq = (outcome: Outcome): unknown[] => [statusOf(outcome), outcome?.pointer.seq]
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const refOf = (text: string): { sha256: string; length: number } => ({ sha256: hashOf(text), length: bytesOf(text).length })
const bootOf = (boot: Record<string, object>): Verified => ({ release: { boot } }) as unknown as Verified
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

async function signaturesIn(run: () => Promise<unknown>): Promise<number> {
  const { subtle } = crypto
  const before = Object.getOwnPropertyDescriptor(subtle, 'verify')
  const { verify } = subtle
  let count = 0
  const counting = (...given: Parameters<typeof verify>): Promise<boolean> => {
    count += 1
    return verify.call(subtle, ...given)
  }
  Object.defineProperty(subtle, 'verify', { value: counting, configurable: true, writable: true })
  try {
    await run()
  } finally {
    if (before === undefined) Reflect.deleteProperty(subtle, 'verify')
    else Object.defineProperty(subtle, 'verify', before)
  }
  return count
}

async function failing(thrown: unknown, run: () => Promise<void>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(crypto.subtle, 'digest')
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything can be thrown
  Object.defineProperty(crypto.subtle, 'digest', { value: () => Promise.reject(thrown), configurable: true, writable: true })
  try {
    await run()
  } finally {
    if (before === undefined) Reflect.deleteProperty(crypto.subtle, 'digest')
    else Object.defineProperty(crypto.subtle, 'digest', before)
  }
}

const taking: Record<string, Check> = {
  'it asks for the channel as the preload does, and for nothing else': async (world, { first }) => {
    await world.check(first)
    assert.deepEqual(
      world.asked.map((each) => each.url),
      [`${SERVER}/channel/${first.application}/${first.environment}.json`],
    )
    const init: RequestInit = world.asked[0]?.init ?? {}
    assert.deepEqual(
      [init.credentials, init.mode, init.redirect, init.cache, init.signal],
      ['same-origin', 'cors', 'error', 'default', world.signal],
    )
    await world.open().check('no-cache')
    assert.equal(world.asked[1]?.init.cache, 'no-cache')
  },
  'it says when it asked last': async (world, { first }) => {
    const source = world.open()
    assert.equal(source.checkedAt(), 0)
    world.serve(first)
    await source.check('default')
    assert.equal(source.checkedAt(), world.now)
    const earlier = world.now
    world.now += 5
    assert.equal(source.checkedAt(), earlier)
    for (const answer of ['down', 404] as const) {
      world.now += 7
      world.serve(answer)
      await source.check('default')
      assert.equal(source.checkedAt(), world.now)
    }
  },
  'a verified answer is live, and remembered without a network or a signature checked again': async (world, { first }) => {
    assert.deepEqual(statusAndSeq(await world.check(first)), ['active', 1_000])
    const again = await signaturesIn(async () => assert.deepEqual(statusAndSeq(await world.check(first)), ['active', 1_000]))
    assert.equal(again, 0)
    world.serve('down')
    const alone = await signaturesIn(async () => assert.deepEqual(statusAndSeq(await world.open().remembered()), ['active', 1_000]))
    assert.equal(alone, 0)
    assert.deepEqual(world.reported, [])
    const { root, seq, status } = world.state() ?? {}
    assert.deepEqual([root, seq, status], [1, 1_000, 'active'])
  },
  'what was not verified as it is now is verified anew': async (world, { first, newer, otherSignature, pinnedFirst, pinnedSecond }) => {
    const counted = (run: () => Promise<Outcome>, seq: number): Promise<number> =>
      signaturesIn(async () => assert.deepEqual(statusAndSeq(await run()), ['active', seq]))
    assert.ok((await counted(() => world.check(first), 1_000)) > 0)
    assert.ok((await counted(() => world.check(otherSignature), 1_000)) > 0, 'other bytes')
    assert.ok((await counted(() => world.check(newer), 1_002)) > 0)
    for (const pointer of ['zz', '!!']) {
      const kept = world.store.values.get('state') ?? ''
      world.store.values.set('state', kept.replace(/"pointer":"../, `"pointer":"${pointer}`).replace('1002', '1000'))
      assert.ok((await counted(() => world.check(newer), 1_002)) > 0, 'another state')
    }
    world.store.values.delete('state')
    assert.ok((await counted(() => world.check(newer), 1_002)) > 0, 'no state')
    world.store.values.clear()
    await world.check(pinnedFirst, { trust: pinnedFirst.trust })
    assert.ok((await counted(() => world.check(pinnedSecond, { trust: pinnedSecond.trust }), 1_000)) > 0, 'another pin')
    assert.ok((await counted(() => world.check(pinnedFirst, { trust: pinnedFirst.trust }), 1_000)) > 0, 'and back')
    assert.equal(await counted(() => world.check(pinnedFirst, { trust: pinnedFirst.trust }), 1_000), 0)
  },
  'it asks for its own application, environment, anchor, grace and state': async (world, { first, newer, older, rootEnds }) => {
    for (const [changes, code] of [
      [{ application: 'other' }, 'package.wrong-application'],
      [{ environment: 'other' }, 'package.wrong-environment'],
      [{ trust: `1.${'A'.repeat(43)}` }, 'package.anchor-mismatch'],
    ] as const) {
      const names = { ...first, ...changes }
      world.served[`${SERVER}/channel/${names.application}/${names.environment}.json`] = Buffer.from(first.channel, 'base64')
      world.reported = []
      assert.deepEqual(await world.open(changes).check('default'), undefined)
      assert.deepEqual(world.codes(), [code])
    }
    world.now = Date.parse('2026-12-25T10:00:00Z')
    assert.deepEqual(await world.check(first, { graceDays: 0 }), undefined)
    assert.equal(statusOf(await world.check(first, { graceDays: 1 })), 'active')
    world.now = Date.parse(first.now)
    await world.check(newer)
    world.reported = []
    assert.deepEqual(statusAndSeq(await world.check(older)), ['active', 1_002])
    assert.deepEqual(world.codes(), ['sdk.stale'])
    assert.equal(statusOf(await world.check(rootEnds)), 'active')
  },
  'it shows nothing on a first visit without a trustworthy answer': async (world, { strangers }) => {
    for (const answer of [strangers, 'down', 500] as const) {
      assert.deepEqual(await world.check(answer), undefined)
      assert.deepEqual(await world.open().remembered(), undefined)
    }
    assert.deepEqual(world.codes(), ['package.anchor-mismatch', 'sdk.unreachable', 'sdk.unreachable'])
    assert.equal(world.reported[1]?.[1], SERVER)
    assert.equal(world.store.values.size, 0)
  },
  'it keeps to what was verified when the server is in trouble': async (world, { newer, strangers }) => {
    await world.check(newer)
    for (const answer of ['down', 500, 503, 204, strangers] as const) {
      assert.deepEqual(statusAndSeq(await world.check(answer)), ['active', 1_002])
    }
    assert.deepEqual(world.codes(), [...Array<string>(4).fill('sdk.unreachable'), 'package.anchor-mismatch'])
  },
  'a channel file may have its largest size and no byte more': async (world, { first }) => {
    const path = `${SERVER}/channel/${first.application}/${first.environment}.json`
    for (const [size, code] of [
      [786_432, 'package.malformed'],
      [786_433, 'sdk.unreachable'],
    ] as const) {
      world.served[path] = new Uint8Array(size).fill(32)
      assert.deepEqual(await world.open().check('default'), undefined)
      assert.equal(world.codes().pop(), code)
    }
  },
  'a signed pause pauses, stays so while nobody answers, and ends by a newer pointer': async (world, { paused, newer }) => {
    assert.deepEqual(statusAndSeq(await world.check(paused)), ['paused', 1_000])
    assert.equal(statusOf(await world.check('down')), 'paused')
    assert.equal(statusOf(await world.open().remembered()), 'paused')
    world.now += 900 * DAY_MS
    assert.equal(statusOf(await world.open().remembered()), 'paused', 'a pause is never too old')
    world.now -= 900 * DAY_MS
    assert.deepEqual(statusAndSeq(await world.check(newer)), ['active', 1_002])
  },
}

const remembering: Record<string, Check> = {
  'a deleted channel file stays deleted until the server has one again': async (world, { newer, older, strangers }) => {
    await world.check(newer)
    for (const status of [404, 410]) {
      assert.deepEqual(await world.check(status), undefined)
      assert.deepEqual(await world.open().remembered(), undefined)
      assert.deepEqual(await world.check('down'), undefined)
      world.reported = []
      assert.deepEqual(statusAndSeq(await world.check(older)), ['active', 1_002], 'the state of before still counts')
      assert.deepEqual(world.codes(), ['sdk.stale'])
      await world.check(status)
      assert.deepEqual(statusAndSeq(await world.check(strangers)), ['active', 1_002])
      world.store.values.delete('staleSince')
    }
  },
  'what is past expiry and grace is not shown, without a network either': async (world, { first, rootEnds }) => {
    await world.check(first)
    const end = Date.parse('2026-12-25T10:00:00Z') + 30 * DAY_MS
    world.now = end - 1
    assert.equal(statusOf(await world.check('down')), 'active')
    assert.deepEqual(world.codes(), ['sdk.unreachable'])
    world.now = end
    assert.deepEqual(await world.open().remembered(), undefined)
    assert.deepEqual(world.reported.at(-1), ['package.expired', '2026-12-25T10:00:00Z'])
    assert.deepEqual(await world.check(first), undefined)
    world.store.values.clear()
    world.now = Date.parse(rootEnds.now) + 30 * DAY_MS - 1
    assert.equal(statusOf(await world.check(rootEnds)), 'active')
    world.now += 1
    assert.deepEqual(await world.check('down'), undefined)
    assert.deepEqual(world.reported.at(-1), ['package.expired', '2028-11-24T00:00:00Z'])
  },
  'it says ten days ahead what ends first, and that it has ended': async (world, { first, rootEnds }) => {
    for (const [channel, end] of [
      [first, '2026-12-25T10:00:00.000Z'],
      [rootEnds, '2028-11-24T00:00:00.000Z'],
    ] as const) {
      const told = async (at: number): Promise<unknown> => {
        world.store.values.clear()
        world.reported = []
        world.now = Date.parse(end) + at
        await world.check(channel)
        return world.reported
      }
      assert.deepEqual(await told(-10 * DAY_MS), [])
      assert.deepEqual(await told(1 - 10 * DAY_MS), [['package.expires-soon', end]])
      assert.deepEqual(await told(-1), [['package.expires-soon', end]])
      assert.deepEqual(await told(0), [['package.expired', end]])
      assert.deepEqual(await told(1), [['package.expired', end]])
    }
  },
  'a lower sequence is a lagging cache for a day, then somebody holds the page back': async (world, { newer, newest, older }) => {
    await world.check(newer)
    const start = world.now
    const told = async (after: number): Promise<unknown> => {
      world.now = start + after
      world.reported = []
      assert.deepEqual(statusAndSeq(await world.check(older)), ['active', 1_002])
      return world.reported
    }
    assert.deepEqual(await told(0), [['sdk.stale', '998']])
    assert.deepEqual(await told(DAY_MS), [['sdk.stale', '998']])
    assert.deepEqual(await told(DAY_MS + 1), [['package.seq-lower', '998']])
    await world.check(newest)
    world.reported = []
    world.serve(older)
    await world.open().check('default')
    assert.deepEqual(world.codes(), ['sdk.stale'], 'the day begins anew once something newer came')
  },
  'a page believes no pointer below its least sequence': async (world, { first }) => {
    assert.deepEqual(await world.check(first, { minSeq: 1_001 }), undefined)
    assert.deepEqual(world.reported, [['sdk.stale', '1000 < 1001']])
    assert.equal(world.store.values.has('state'), false)
    assert.equal(statusOf(await world.check(first, { minSeq: 1_000 })), 'active')
    assert.equal(statusOf(await world.open({ minSeq: 1_000 }).remembered()), 'active')
    assert.deepEqual(await world.open({ minSeq: 1_001 }).remembered(), undefined)
    assert.deepEqual(await world.check(first, { minSeq: 1_001 }), undefined)
  },
  'under another anchor what is remembered is proven anew': async (world, { pinnedFirst, pinnedSecond }) => {
    await world.check(pinnedFirst, { trust: pinnedFirst.trust })
    const moved = world.open({ trust: pinnedSecond.trust })
    assert.deepEqual(statusAndSeq(await moved.remembered()), ['active', 1_000], 'a planned rotation passes')
    assert.deepEqual(await world.open({ trust: `1.${'A'.repeat(43)}` }).remembered(), undefined)
    assert.deepEqual(world.codes(), ['package.anchor-mismatch'])
    const state = world.store.values.get('state') ?? ''
    world.store.values.set('state', state.replace('"root":2', '"root":3'))
    assert.deepEqual(await moved.remembered(), undefined, 'against the state that is remembered')
    assert.equal(world.codes().pop(), 'package.root-rollback')
  },
  'what another tab has overtaken is not used': async (world, { first }) => {
    await world.check(first)
    const state = world.store.values.get('state') ?? ''
    for (const pointer of ['zz', '!!']) {
      world.store.values.set('state', state.replace(/"pointer":"../, `"pointer":"${pointer}`))
      assert.deepEqual(await world.open().remembered(), undefined)
    }
    world.store.values.delete('state')
    assert.deepEqual(await world.open().remembered(), undefined)
    world.store.values.set('state', state)
    assert.equal(statusOf(await world.open().remembered()), 'active')
    world.store.values.delete('verified')
    assert.deepEqual(await world.open().remembered(), undefined)
  },
  'what is remembered only ever grows, whatever another tab did meanwhile': async (world, { newer }) => {
    const other = (root: number, seq: number): object => ({ root, seq, pointer: 'f'.repeat(64), status: 'active' })
    for (const [meanwhile, kept] of [
      [other(2, 1), true],
      [other(2, 5_000), true],
      [other(1, 1_003), true],
      [other(1, 1_002), false],
      [other(1, 1_001), false],
      [other(0, 5_000), false],
    ] as const) {
      world.store.values.clear()
      let asked = 0
      world.store.onGet = (name) => {
        if (name === 'state' && ++asked === 2) world.store.set('state', meanwhile)
      }
      world.reported = []
      assert.deepEqual(statusAndSeq(await world.check(newer)), ['active', 1_002])
      world.store.onGet = () => undefined
      assert.deepEqual(world.state()?.seq, kept ? (meanwhile as { seq: number }).seq : 1_002)
      assert.equal(world.store.values.has('verified'), !kept)
      assert.deepEqual(world.reported, [])
    }
  },
  'an error of the browser is told as such, and nothing is believed': async (world, { first }) => {
    await failing(new TypeError('no digest'), async () => assert.deepEqual(await world.check(first), undefined))
    await failing('odd', async () => assert.deepEqual(await world.check(first), undefined))
    assert.deepEqual(world.reported, [
      ['sdk.internal', 'no digest'],
      ['sdk.internal', ''],
    ])
  },
}

const files: Record<string, Check> = {
  'an answer that is too long is not read to its end, and an error’s body not at all': async (world, { first }) => {
    const url = `${SERVER}/channel/${first.application}/${first.environment}.json`
    let [given, ended] = [0, false]
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      given += 100_000
      // Endless enough for whoever reads on.
      if (given > 3_000_000) controller.close()
      else controller.enqueue(new Uint8Array(100_000).fill(32))
    }
    world.served[url] = () => new Response(new ReadableStream({ pull, cancel: () => void (ended = true) }))
    assert.deepEqual(await world.open().check('default'), undefined)
    assert.ok(given < 1_100_000 && ended)
    world.served[url] = () => new Response(Buffer.from(first.channel, 'base64'), { status: 500 })
    assert.deepEqual(await world.open().check('default'), undefined)
    assert.deepEqual(world.codes(), ['sdk.unreachable', 'sdk.unreachable'])
  },
  'a seed inside the app helps where nobody answers, and never undoes a deletion': async (world, { first, newer }) => {
    const path = `channel/${first.application}/${first.environment}.json`
    world.served[`${SEED}/${path}`] = Buffer.from(first.channel, 'base64')
    const open = (): Source => world.open({ seedUrl: SEED })
    const check = async (): Promise<unknown[]> => statusAndSeq(await open().check('default'))
    world.serve('down')
    assert.deepEqual(await check(), ['active', 1_000])
    assert.deepEqual(
      world.asked.map(({ url }) => url),
      [`${SERVER}/${path}`, `${SEED}/${path}`],
    )
    world.serve(newer)
    assert.deepEqual(await check(), ['active', 1_002])
    assert.equal(world.asked.length, 3)
    world.serve(404)
    assert.deepEqual(await check(), [undefined, undefined])
    assert.equal(world.asked.length, 4)
    world.serve('down')
    world.served[`${SEED}/${path}`] = 'down'
    world.store.values.clear()
    assert.deepEqual(await check(), [undefined, undefined])
    assert.deepEqual(world.reported, [['sdk.unreachable', SERVER]])
    // A seed that lacks the file is no order to stop: what was verified stays in use without a network.
    world.serve(newer)
    assert.deepEqual(await check(), ['active', 1_002])
    world.serve('down')
    for (const seedUrl of [SEED, 'a:/seed', 'z:/seed']) {
      world.served[`${seedUrl}/${path}`] = 404
      assert.deepEqual(statusAndSeq(await world.open({ seedUrl }).check('default')), ['active', 1_002])
      assert.deepEqual(statusAndSeq(await open().remembered()), ['active', 1_002])
    }
  },
  'a file is taken by its bytes, once more around the cache, or not at all': async (world) => {
    const good = { ...refOf('good'), extension: 'png' }
    const url = `${SERVER}/blobs/${good.sha256}.png`
    const blob = async (): Promise<string | undefined> => textOf(await world.open().blob(good))
    world.served[url] = bytesOf('good')
    assert.equal(await blob(), 'good')
    assert.deepEqual(
      world.asked.map((each) => [each.url, each.init.cache]),
      [[url, 'default']],
    )
    for (const wrong of [bytesOf('evil'), bytesOf('goo'), bytesOf('good!'), 404, 'down'] as const) {
      world.served[url] = wrong
      world.asked = []
      world.reported = []
      assert.equal(await blob(), undefined)
      assert.deepEqual(
        world.asked.map(({ init }) => init.cache),
        ['default', 'reload'],
      )
      assert.deepEqual(world.reported, [['sdk.blob', good.sha256]])
    }
    world.served[url] = bytesOf('good')
    assert.equal(await world.open().blob({ ...good, length: 3 }), undefined, 'longer than signed')
    assert.equal(await world.open().blob({ ...good, length: 5 }), undefined, 'shorter than signed')
  },
  'a boot file is picked by language, kept, and used only with its signed bytes': async (world) => {
    const [base, german] = ['{"text":"Hello"}', '{"text":"Grüezi"}']
    const verified = bootOf({ '*': refOf(base), de: refOf(german) })
    for (const text of [base, german]) world.served[`${SERVER}/blobs/${hashOf(text)}.json`] = bytesOf(text)
    const boot = async (...languages: string[]): Promise<string | undefined> => textOf(await world.open().boot(verified, languages))
    assert.equal(await boot('fr'), base)
    assert.equal(await boot('de-CH', 'en'), german)
    assert.equal(world.asked.length, 2)
    const { set } = world.store
    world.store.set = () => assert.fail('it is kept once')
    assert.equal(await boot('de'), german)
    world.store.set = set
    assert.equal(world.asked.length, 2, 'it was kept')
    for (const text of [base, '{"text":"Grüezo"}', '']) {
      world.store.set('boot', { sha256: hashOf(german), text })
      world.asked = []
      assert.equal(await boot('de'), german)
      assert.equal(world.asked.length, 1, 'kept bytes that are not the signed ones are fetched again')
    }
    for (const length of [4, 99]) {
      const wrong = bootOf({ '*': { ...refOf(german), length } })
      assert.equal(await world.open().boot(wrong, []), undefined, 'kept bytes have their signed length too')
    }
    world.served = {}
    world.store.values.clear()
    assert.equal(await boot('de'), undefined)
    assert.equal(world.store.values.size, 0)
  },
  'a boot file that the channel file brought along is not asked for, and counts only with its signed bytes': async (world, { first }) => {
    const [base, german] = ['{"text":"Hello"}', '{"text":"Grüezi"}']
    const verified = bootOf({ '*': refOf(base), de: refOf(german), fr: refOf('{"text":"Salut"}') })
    const channel = `${SERVER}/channel/${first.application}/${first.environment}.json`
    const brings = (...lines: string[]): void => {
      world.served[channel] = Buffer.concat([Buffer.from(first.channel, 'base64'), Buffer.from(lines.map((each) => `\n${each}`).join(''))])
    }
    brings(base, german)
    const source = world.open()
    assert.deepEqual(statusAndSeq(await source.check('default')), ['active', 1_000])
    assert.equal(textOf(await source.boot(verified, ['de'])), german)
    assert.equal(textOf(await world.open().boot(verified, ['de'])), german, 'it was kept')
    assert.equal(textOf(await source.boot(verified, ['en'])), base)
    assert.equal(world.asked.length, 1)
    assert.equal(await source.boot(verified, ['fr']), undefined, 'what was not brought is asked for')
    assert.ok(world.asked.some((each) => each.url.includes('/blobs/')))
    assert.equal(await signaturesIn(async () => void (await source.check('default'))), 0, 'what is remembered is the signed line')
    brings('{"text":"Hella"}', german)
    await source.check('default')
    world.store.values.delete('boot')
    assert.equal(await source.boot(verified, []), undefined, 'other bytes of the same length')
    world.store.values.delete('boot')
    brings()
    await source.check('default')
    assert.equal(await source.boot(verified, ['de']), undefined, 'what an older channel file brought is forgotten')
  },
  'only small boot files are kept in the page’s storage': async (world) => {
    for (const [length, kept] of [
      [400_000, true],
      [400_001, false],
    ] as const) {
      const text = 'x'.repeat(length)
      world.served[`${SERVER}/blobs/${hashOf(text)}.json`] = bytesOf(text)
      assert.equal((await world.open().boot(bootOf({ '*': refOf(text) }), []))?.length, length)
      assert.equal(world.store.values.delete('boot'), kept)
    }
  },
}

/**
 * All checks of what a page takes.
 *
 * @param golden the folder `tests/golden`, with a slash at its end
 */
export function makeSourceChecks(golden: URL): SourceCheck[] {
  const cases = readCases(golden)
  return Object.entries({ ...taking, ...remembering, ...files }).map(([name, check]) => ({
    name,
    run: async (m) => {
      const world = openWorld(m, cases)
      try {
        await check(world, cases)
      } finally {
        world.close()
      }
    },
  }))
}
