import type { Role } from './payloads'
import { ascending, exactly, mapOf, text, whole, type Shape } from './shape'

const HASH = /^[0-9a-f]{64}$/
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,31}$/
const NAME = /^[a-z][a-z0-9-]{0,63}$/
const MOST_KEYS = 64
const MOST_ENVIRONMENTS = 16
const MOST_OFF = 256

const isText = text(/^/)
const hash = text(HASH)
const environment = text(ENVIRONMENT)
const application = text(NAME)
const fileRef = exactly({ length: whole(0), sha256: hash })

/** A moment that exists: some engines take 30 February for 2 March, but then another text comes back. */
const isTime: Shape = (value) =>
  typeof value === 'string' && /^[12].*Z$/.test(value) && JSON.stringify(new Date(value)) === `"${value.slice(0, -1)}.000Z"`

const roleFields = exactly({ keyids: ascending(HASH, MOST_KEYS), threshold: whole(1) })
const isRole: Shape = (value) => roleFields(value) && (value as Role).threshold <= (value as Role).keyids.length

/** A root by its fields; whether its keys are keys and all fits together is `openRing`'s matter. */
export const isRoot = exactly({
  application,
  environments: mapOf(ENVIRONMENT, exactly({ approve: (value) => value === null || isRole(value), pointer: isRole }), MOST_ENVIRONMENTS),
  expires: isTime,
  keys: mapOf(HASH, exactly({ alg: isText, pub: isText }), MOST_KEYS),
  roles: exactly({ author: isRole, root: isRole }),
  version: whole(1),
})

const isBoot = mapOf(/^(\*|[a-z]{2,3}(-[a-z0-9]{2,8})*)$/, fileRef, Infinity)

/** A release by its fields. */
export const isRelease = exactly({
  application,
  boot: (value) => isBoot(value) && '*' in (value as object),
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
  off: ascending(NAME, MOST_OFF),
  release: exactly({ sha256: hash, version: whole(1) }),
  root: whole(1),
  seq: whole(1),
  status: text(/^(active|paused)$/),
})
