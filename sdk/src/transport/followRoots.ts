import { fromBase64, rawBytes, toHex, type Bytes } from './bytes'
import { parseCanonical } from './canonical'
import type { Envelope } from './envelope'
import { importKeys, type VerifyWithKey } from './importKeys'
import { isRoot } from './payloadShapes'
import type { Role, Root } from './payloads'
import { whole } from './shape'
import { refuse } from './VerifyError'

/** A root that is trusted, with its keys ready for use. */
export interface Keyring {
  root: Root
  keys: Map<string, VerifyWithKey>
}

/**
 * That at least `threshold` keys of a role signed an envelope; wrong signatures do not count, and do no harm.
 *
 * @throws VerifyError `package.signature-missing`
 */
export async function requireQuorum(envelope: Envelope, role: Role, ring: Keyring): Promise<void> {
  const checks = role.keyids.map(async (keyid) => {
    const signature: Bytes | undefined = envelope.signatures.get(keyid)
    return signature && ring.keys.get(keyid)?.(signature, envelope.signed)
  })
  const good = (await Promise.all(checks)).filter(Boolean).length
  if (good < role.threshold) refuse('signature-missing', envelope.kind)
}

async function openRing(envelope: Envelope): Promise<Keyring> {
  const root = parseCanonical<Root>(envelope.payload, isRoot, envelope.kind)
  const keys = await importKeys(root)
  const { author, root: own } = root.roles
  const environments = Object.values(root.environments)
  const all = [author, own, ...environments.flatMap(Object.values<Role | null>)]
  if (!all.every((role) => role === null || role.keyids.every((keyid) => keys.has(keyid)))) refuse('malformed', envelope.kind)
  for (const { approve, pointer } of environments) {
    // Four eyes as a rule of signatures: where approval is asked for, no key holds two of the three roles.
    const holders = approve === null ? [] : [...author.keyids, ...approve.keyids, ...pointer.keyids]
    if (new Set(holders).size < holders.length) refuse('roles-overlap', envelope.kind)
  }
  return { root, keys }
}

/** A root of the chain. */
export interface Followed extends Keyring {
  /** The roots from the pinned one on, oldest first. */
  chain: Root[]
  /** Settles when its own signatures are checked; nothing may be believed before. */
  proven: Promise<void>
}

/** A promise whose failure is looked at later: checks run side by side, and are answered for in their order. */
export function ahead<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined)
  return promise
}

/**
 * Follows the root chain from the pinned root on; roots before it are not looked into: the anchor replaces them.
 *
 * @returns the newest
 * @throws VerifyError
 */
export async function followRoots(envelopes: Envelope[], trust: string, application: string): Promise<Followed> {
  const [, version, digest] = /^([1-9]\d{0,15})\.([\w-]{43})$/.exec(trust) ?? []
  let expected = Number(version)
  if (digest === undefined || !whole(1)(expected)) return refuse('trust-invalid', trust)
  // Base64url with stray bits names no hash.
  const wanted = toHex(rawBytes(fromBase64(`${digest.replaceAll('-', '+').replaceAll('_', '/')}=`) ?? ''))
  const start = envelopes.findIndex(({ hash }) => hash === wanted)
  const chain: Root[] = []
  let last: Followed | undefined
  if (start < 0) refuse('anchor-mismatch', trust)
  for (const envelope of envelopes.slice(start)) {
    await last?.proven
    if (last) await requireQuorum(envelope, last.root.roles.root, last)
    const next = await openRing(envelope)
    const { root } = next
    if (root.version !== expected) refuse(last ? 'root-chain' : 'anchor-mismatch', root.version)
    expected += 1
    if (root.application !== application) refuse('wrong-application', root.application)
    chain.push(root)
    last = { ...next, chain, proven: ahead(requireQuorum(envelope, root.roles.root, next)) }
  }
  return last as Followed
}
