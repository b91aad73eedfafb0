import type { Bytes } from './bytes'
import { parseCanonical } from './canonical'
import { isEnvelope, openEnvelope, type Envelope, type WrittenEnvelope } from './envelope'
import { ahead, followRoots, requireQuorum } from './followRoots'
import { isPointer, isRelease } from './payloadShapes'
import type { Pointer, Release, Root } from './payloads'
import { exactly, listOf } from './shape'
import { refuse } from './VerifyError'

/** What is remembered of an environment: no pointer below it is believed again. */
export interface State {
  /** Version of the newest root seen. */
  root: number
  seq: number
  /** SHA-256 of the pointer's payload, hexadecimal. */
  pointer: string
  status: 'active' | 'paused'
}

/** What a channel file is measured against. */
export interface Asked {
  application: string
  environment: string
  /** The trust anchor `<root version>.<SHA-256 of that root's payload, base64url>`. */
  trust: string
  /** Milliseconds since 1970. */
  now: number
  /** Days after `expires` in which content is still shown. */
  graceDays: number
  state?: State | undefined
}

/** A channel file that holds: all that is needed to paint, and to decide later without checking signatures again. */
export interface Verified {
  pointer: Pointer
  release: Release
  /** Of the newest root. */
  rootExpires: string
  state: State
}

/** Largest channel file in bytes. */
export const MOST_CHANNEL_BYTES = 786_432
const MOST_ROOTS = 32
const DAY_MS = 86_400_000

function requireSame(found: Pointer | Release, asked: Asked): void {
  for (const name of ['application', 'environment'] as const) if (found[name] !== asked[name]) refuse(`wrong-${name}`, found[name])
}

/**
 * Where the pointer's keys have changed since the state was made, it does not count: every pointer accepted now names the newest
 * root, so one signed by the replaced keys cannot come back.
 */
function requireOrder({ environment, seq }: Pointer, hash: string, state: State, chain: Root[]): void {
  const role = (root: Root | undefined): string => JSON.stringify(root?.environments[environment]?.pointer)
  if (role(chain.find(({ version }) => version === state.root)) !== role(chain.at(-1))) return
  if (seq < state.seq) refuse('seq-lower', seq)
  if (seq === state.seq && hash !== state.pointer) refuse('equivocation', seq)
}

/**
 * Whether verified content may still be shown: from `expires` + grace on it may not. A pause is never too old.
 *
 * @throws VerifyError `package.expired`
 */
export function requireUnexpired(verified: Pick<Verified, 'pointer' | 'rootExpires'>, now: number, graceDays: number): void {
  if (verified.pointer.status === 'paused') return
  for (const expires of [verified.rootExpires, verified.pointer.expires]) {
    if (now >= Date.parse(expires) + graceDays * DAY_MS) refuse('expired', expires)
  }
}

const isChannel = exactly({
  pointer: isEnvelope,
  release: isEnvelope,
  roots: (value) => listOf(isEnvelope, MOST_ROOTS)(value) && (value as unknown[]).length > 0,
})

/**
 * Verifies a channel file: trust anchor → root chain → pointer → release, in the order of `docs/reference/package-format.md`.
 *
 * Pure but for WebCrypto: no network, no storage, no clock.
 * @throws VerifyError with the code that the Python verifier gives
 */
export async function verifyChannel(bytes: Bytes, asked: Asked): Promise<Verified> {
  if (bytes.length > MOST_CHANNEL_BYTES) refuse('too-large', 'channel')
  // What is behind the first line is not signed: boot files, which count by their hash in the release.
  // Every byte beyond ASCII becomes a letter beyond ASCII: such bytes are refused, and a byte order mark is one of them.
  const [text = ''] = new TextDecoder('latin1').decode(bytes).split('\n')
  const parts = parseCanonical<{ roots: WrittenEnvelope[]; release: WrittenEnvelope; pointer: WrittenEnvelope }>(text, isChannel, 'channel')
  // Side by side; of what is wrong in several, the first in this order is what is said.
  const opened = await Promise.all([
    ...parts.roots.map((root) => openEnvelope(root, 'root')),
    openEnvelope(parts.release, 'release'),
    openEnvelope(parts.pointer, 'pointer'),
  ])
  const pointed = opened.pop() as Envelope
  const released = opened.pop() as Envelope

  const last = await followRoots(opened, asked.trust, asked.application)
  const { root } = last
  const { environment, state } = asked
  const roles = Object.hasOwn(root.environments, environment) ? root.environments[environment] : undefined
  // All signatures are checked side by side; what failed first in the order of the format is what is said.
  const byPointer = roles && ahead(requireQuorum(pointed, roles.pointer, last))
  const byAuthor = ahead(requireQuorum(released, root.roles.author, last))
  const byApprove = roles?.approve && ahead(requireQuorum(released, roles.approve, last))

  await last.proven
  if (state && state.root > root.version) refuse('root-rollback', root.version)
  if (!byPointer) refuse('wrong-environment', environment)

  await byPointer
  const pointer = parseCanonical<Pointer>(pointed.payload, isPointer, pointed.kind)
  requireSame(pointer, asked)
  if (pointer.root !== root.version) refuse('pointer-root', pointer.root)
  if (state) requireOrder(pointer, pointed.hash, state, last.chain)

  if (released.hash !== pointer.release.sha256) refuse('release-mismatch', released.hash)
  await byAuthor
  await byApprove
  const release = parseCanonical<Release>(released.payload, isRelease, released.kind)
  requireSame(release, asked)
  if (release.version !== pointer.release.version) refuse('release-mismatch', release.version)

  const newState: State = { root: root.version, seq: pointer.seq, pointer: pointed.hash, status: pointer.status }
  const verified = { pointer, release, rootExpires: root.expires, state: newState }
  requireUnexpired(verified, asked.now, asked.graceDays)
  return verified
}
