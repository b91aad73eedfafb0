import type { Bytes } from './bytes'
import { sha256, toBytes, toHex } from './bytes'
import { pickBoot } from './pickBoot'
import type { FileRef } from './payloads'
import { request, type Answer } from './request'
import type { Store } from './storage'
import { requireUnexpired, verifyChannel, MOST_CHANNEL_BYTES, type State, type Verified } from './verify'
import { VerifyError } from './VerifyError'

/** A content-addressed file. */
export interface BlobRef extends FileRef {
  extension: string
}

/** What the channel says: verified content, which its pointer may pause; nothing where it was deleted, or nothing can be trusted. */
export type Outcome = Verified | undefined

/** What a source needs. */
export interface SourceOptions {
  application: string
  environment: string
  trust: string
  /** Address of the content server, without a slash at the end. */
  selfHostedUrl: string
  /** A path of the app's own origin with an unzipped package, for a first start without network. */
  seedUrl?: string | undefined
  graceDays: number
  /** A first visit believes no pointer below it. */
  minSeq: number
  store: Store
  signal: AbortSignal
  now: () => number
  /** Told stable codes: why content was refused, what could not be fetched, what expires soon. */
  report: (code: string, detail: string) => void
}

/** Verified content of one environment. */
export interface Source {
  /** The last verified state, while policy lets it be shown; no network. */
  remembered(): Promise<Outcome>
  /** Asks the server. @param cache `no-cache` revalidates; `default` takes the page's preload */
  check(cache: RequestCache): Promise<Outcome>
  /** The boot file for the reader's languages, from verified bytes. */
  boot(verified: Verified, languages: readonly string[]): Promise<Bytes | undefined>
  /** A file by its hash; undefined when no place has the signed bytes. */
  blob(ref: BlobRef): Promise<Bytes | undefined>
  /** When the server was last asked, in milliseconds since 1970; 0 for never. */
  checkedAt(): number
}

interface Remembered {
  trust: string
  channel: string
  verified: Verified
}

interface KeptBoot {
  sha256: string
  text: string
}

const SOON_MS = 10 * 86_400_000
const STALE_ERROR_MS = 86_400_000
/** Larger boot files are left to the browser's own cache: storage is shared with the page. */
const MOST_KEPT_BOOT = 400_000

/** Makes the source of verified content of one environment. */
export function createSource(options: SourceOptions): Source {
  const { application, environment, trust, graceDays, store, signal, now, report } = options
  const bases = [options.selfHostedUrl, ...(options.seedUrl === undefined ? [] : [options.seedUrl])]
  let checkedAt = 0
  /** Of the channel file: after the signed one what it brings along, of which the release's hash says whether it is a boot file. */
  let lines: string[] = []

  const asked = (state: State | undefined): Parameters<typeof verifyChannel>[1] => ({
    application,
    environment,
    trust,
    now: now(),
    graceDays,
    state,
  })

  const refuse = (error: unknown): void => {
    const code = error instanceof VerifyError ? error.code : 'sdk.internal'
    const detail = error instanceof Error ? error.message : ''
    if (code !== 'package.seq-lower') report(code, detail)
    else {
      // A cache between may lag behind for a while; after a day somebody is holding the page back.
      const since = store.get<number>('staleSince') ?? now()
      store.set('staleSince', since)
      report(now() - since > STALE_ERROR_MS ? code : 'sdk.stale', detail)
    }
  }

  const accept = (verified: Verified, channel: string): void => {
    const seen = store.get<State>('state')
    // Another tab may be ahead: what is remembered only ever grows.
    if (seen !== undefined && (seen.root > verified.state.root || (seen.root === verified.state.root && seen.seq > verified.state.seq)))
      return
    store.set('state', verified.state)
    store.set('verified', { trust, channel, verified } satisfies Remembered)
    store.set('staleSince', undefined)
    const first = Math.min(Date.parse(verified.rootExpires), Date.parse(verified.pointer.expires))
    if (first - now() < SOON_MS) report(first <= now() ? 'package.expired' : 'package.expires-soon', new Date(first).toISOString())
  }

  const remembered = async (): Promise<Outcome> => {
    // Deleted stays deleted, on the next page and without network too, until the server has a channel file again.
    if (store.get<boolean>('gone') === true) return undefined
    const kept = store.get<Remembered>('verified')
    const state = store.get<State>('state')
    if (kept === undefined || state === undefined || kept.verified.state.pointer !== state.pointer) return undefined
    try {
      // Under a new pin everything is proven anew: a planned rotation passes, a stolen key does not.
      const verified = kept.trust === trust ? kept.verified : await verifyChannel(toBytes(kept.channel), asked(state))
      if (verified.pointer.seq < options.minSeq) return undefined
      requireUnexpired(verified, now(), graceDays)
      return verified
    } catch (error) {
      refuse(error)
      return undefined
    }
  }

  const fetchFirst = async (path: string, mostBytes: number, cache: RequestCache): Promise<Answer> => {
    for (const base of bases) {
      const answer = await request(`${base}/${path}`, { mostBytes, cache, signal })
      // Deleting the channel file is an emergency stop: a seed inside the app must not undo it, nor one that lacks it order it.
      if (answer.kind === 'bytes' || (answer.kind === 'gone' && base === bases[0])) return answer
    }
    return { kind: 'unreachable' }
  }

  const take = async (bytes: Bytes): Promise<Outcome> => {
    lines = new TextDecoder().decode(bytes).split('\n')
    const [channel = ''] = lines
    const kept = store.get<Remembered>('verified')
    const state = store.get<State>('state')
    if (kept?.trust === trust && kept.channel === channel && kept.verified.state.pointer === state?.pointer) return remembered()
    try {
      const verified = await verifyChannel(bytes, asked(state))
      if (verified.pointer.seq < options.minSeq) throw new VerifyError('package.seq-lower', `${verified.pointer.seq} < ${options.minSeq}`)
      accept(verified, channel)
      return verified
    } catch (error) {
      refuse(error)
      return remembered()
    }
  }

  const check = async (cache: RequestCache): Promise<Outcome> => {
    const answer = await fetchFirst(`channel/${application}/${environment}.json`, MOST_CHANNEL_BYTES, cache)
    checkedAt = now()
    if (answer.kind === 'gone') {
      store.set('gone', true)
      return undefined
    }
    if (answer.kind === 'bytes') {
      store.set('gone', undefined)
      return take(answer.bytes)
    }
    report('sdk.unreachable', options.selfHostedUrl)
    return remembered()
  }

  const isOf = async (ref: FileRef, bytes: Bytes): Promise<boolean> =>
    ref.length === bytes.length && ref.sha256 === toHex(await sha256(bytes))

  const blob = async (ref: BlobRef): Promise<Bytes | undefined> => {
    for (const cache of ['default', 'reload'] as const) {
      const answer = await fetchFirst(`blobs/${ref.sha256}.${ref.extension}`, ref.length, cache)
      if (answer.kind === 'bytes' && (await isOf(ref, answer.bytes))) return answer.bytes
    }
    report('sdk.blob', ref.sha256)
    return undefined
  }

  const boot = async (verified: Verified, languages: readonly string[]): Promise<Bytes | undefined> => {
    const ref = pickBoot(verified.release.boot, languages)
    const kept = store.get<KeptBoot>('boot')?.text ?? ''
    const keep = (bytes: Bytes, text: string): Bytes => {
      if (text !== kept && bytes.length <= MOST_KEPT_BOOT) store.set('boot', { sha256: ref.sha256, text } satisfies KeptBoot)
      return bytes
    }
    for (const text of [kept, ...lines]) {
      const bytes = toBytes(text)
      if (await isOf(ref, bytes)) return keep(bytes, text)
    }
    const found = await blob({ ...ref, extension: 'json' })
    return found && keep(found, new TextDecoder().decode(found))
  }

  return { remembered, check, boot, blob, checkedAt: () => checkedAt }
}
