import type { Role, Root } from './payloads'
import { ascending, exactly, mapOf, text, whole, type Shape } from './shape'

const HASH = /^[0-9a-f]{64}$/
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,31}$/
const CAMPAIGN = /^[a-z][a-z0-9-]{0,63}$/
const MOST_KEYS = 64
const MOST_ENVIRONMENTS = 16
const MOST_OFF = 256

const hash = text(HASH)
const environment = text(ENVIRONMENT)
const application = text(/^[a-z][a-z0-9-]{0,63}$/)
const fileRef = exactly({ length: whole(0), sha256: hash })

const isTime: Shape = (value) => {
  if (typeof value !== 'string' || !/^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return false
  // Some engines take 30 February for 2 March: only what comes back the same is a moment.
  const moment = new Date(value)
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === value.replace('Z', '.000Z')
}

const roleFields = exactly({ keyids: ascending(HASH, MOST_KEYS), threshold: whole(1) })
const isRole: Shape = (value) => roleFields(value) && (value as Role).threshold <= (value as Role).keyids.length

/** A root by its fields; whether its keys are keys is `importKeys`' matter, whether all fits together `fitsTogether`'s. */
export const isRoot = exactly({
  application,
  environments: mapOf(ENVIRONMENT, exactly({ approve: (value) => value === null || isRole(value), pointer: isRole }), MOST_ENVIRONMENTS),
  expires: isTime,
  keys: mapOf(/^/, exactly({ alg: text(/^/), pub: text(/^/) }), MOST_KEYS),
  roles: exactly({ author: isRole, root: isRole }),
  version: whole(1),
})

/** Whether the roles of a root name only keys that it holds, and it holds no key twice: one key must never count for two. */
export function fitsTogether({ environments, keys, roles }: Root): boolean {
  const all = [roles.author, roles.root, ...Object.values(environments).flatMap((each) => [each.pointer, each.approve])]
  const publics = Object.values(keys).map((key) => key.pub)
  const known = all.every((role) => role === null || role.keyids.every((keyid) => Object.hasOwn(keys, keyid)))
  return known && new Set(publics).size === publics.length
}

const MOST_LANGUAGES = 65_536

/** A release by its fields. */
export const isRelease = exactly({
  application,
  boot: (value) => {
    const isBoot = mapOf(/^(\*|[a-z]{2,3}(-[a-z0-9]{2,8})*)$/, fileRef, MOST_LANGUAGES)(value)
    return isBoot && Object.hasOwn(value as object, '*')
  },
  created: isTime,
  environment,
  manifest: fileRef,
  minSdk: text(/^\d{1,9}(\.\d{1,9}){0,3}$/),
  source: fileRef,
  version: whole(1),
})

/** A pointer by its fields. */
export const isPointer = exactly({
  application,
  environment,
  expires: isTime,
  off: ascending(CAMPAIGN, MOST_OFF),
  release: exactly({ sha256: hash, version: whole(1) }),
  root: whole(1),
  seq: whole(1),
  status: text(/^(active|paused)$/),
})
