import { sha256, toBase64Url, type Bytes } from './bytes'
import { readPayload, type Envelope } from './envelope'
import { importKeys, type VerifyWithKey } from './importKeys'
import { fitsTogether, isRoot } from './payloadShapes'
import type { Role, Root } from './payloads'
import { VerifyError } from './VerifyError'

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
export async function requireQuorum(envelope: Envelope, role: Role, ring: Keyring, name: string): Promise<void> {
  const checks = role.keyids.map(async (keyid) => {
    const signature: Bytes | undefined = envelope.signatures.get(keyid)
    return signature !== undefined && ring.keys.get(keyid)?.(signature, envelope.signed)
  })
  const good = (await Promise.all(checks)).filter(Boolean).length
  if (good < role.threshold) {
    throw new VerifyError('package.signature-missing', `${envelope.kind} by ${name}: ${good} of ${role.threshold}`)
  }
}

async function openRing(envelope: Envelope): Promise<Keyring> {
  const root = readPayload(envelope, isRoot) as Root
  const keys = await importKeys(root)
  if (!fitsTogether(root)) throw new VerifyError('package.malformed', envelope.kind)
  for (const [name, { approve, pointer }] of Object.entries(root.environments)) {
    // Four eyes as a rule of signatures: where approval is asked for, no key holds two of the three roles.
    const holders = approve === null ? [] : [...root.roles.author.keyids, ...approve.keyids, ...pointer.keyids]
    if (new Set(holders).size !== holders.length) throw new VerifyError('package.roles-overlap', name)
  }
  return { root, keys }
}

function requireApplication(root: Root, application: string): void {
  if (root.application !== application) throw new VerifyError('package.wrong-application', `root: ${root.application}`)
}

/** What following the chain leads to. */
export interface Followed {
  /** The roots from the pinned one on, oldest first. */
  chain: Root[]
  /** The newest root and its keys. */
  last: Keyring
  /** Settles when the newest root's own signatures are checked; nothing may be believed before. */
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
 * @throws VerifyError
 */
export async function followRoots(envelopes: Envelope[], trust: string, application: string): Promise<Followed> {
  const [, version, digest] = /^([1-9]\d{0,15})\.([\w-]{43})$/.exec(trust) ?? []
  if (digest === undefined || !Number.isSafeInteger(Number(version))) throw new VerifyError('package.trust-invalid', trust)
  const digests = await Promise.all(envelopes.map(async (envelope) => toBase64Url(await sha256(envelope.payload))))
  const start = digests.indexOf(digest)
  const [pinned, ...following] = start < 0 ? [] : envelopes.slice(start)
  if (pinned === undefined) throw new VerifyError('package.anchor-mismatch', trust)

  let last = await openRing(pinned)
  if (last.root.version !== Number(version)) throw new VerifyError('package.anchor-mismatch', trust)
  requireApplication(last.root, application)
  let proven = ahead(requireQuorum(pinned, last.root.roles.root, last, 'root'))
  const chain = [last.root]
  for (const envelope of following) {
    await proven
    await requireQuorum(envelope, last.root.roles.root, last, 'the root before')
    const next = await openRing(envelope)
    if (next.root.version !== last.root.version + 1) {
      throw new VerifyError('package.root-chain', `${next.root.version} after ${last.root.version}`)
    }
    requireApplication(next.root, application)
    proven = ahead(requireQuorum(envelope, next.root.roles.root, next, 'root'))
    chain.push(next.root)
    last = next
  }
  return { chain, last, proven }
}
