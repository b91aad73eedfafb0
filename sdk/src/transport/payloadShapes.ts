import { fromBase64 } from './bytes'
import type { Role } from './payloads'
import { ascending, exactly, isText, mapOf, text, whole, type Shape } from './shape'

// Each pattern costs a first call some 25 µs: as few as can be.
const NAME = /^[a-z][a-z0-9-]*$/
const MOST_KEYS = 64
const MOST_ENVIRONMENTS = 16
const MOST_OFF = 256

/** A SHA-256, hexadecimal. */
export const isHash = text(/^[0-9a-f]{64}$/)
const environment = text(NAME, 32)
/** An application or a campaign. */
const name = text(NAME, 64)
const fileRef = exactly({ length: whole(0), sha256: isHash })

/** A moment of the years 1000 to 2999 in its one form: some engines take 30 February for 2 March, and hour 24 for another day. */
const isTime: Shape = (value) => isText(value) && /^[12]/.test(value) && new Date(value).toJSON() === value.replace('Z', '.000Z')

/** Nothing but a text is equal to what it is written as again. */
const isBase64: Shape = (value) => fromBase64(value as string) !== undefined

const roleFields = exactly({ keyids: ascending(isHash, MOST_KEYS), threshold: whole(1) })
const isRole: Shape = (value) => roleFields(value) && (value as Role).threshold <= (value as Role).keyids.length

/** A root by its fields; whether its keys are keys and all fits together is `openRing`'s matter. */
export const isRoot = exactly({
  application: name,
  environments: mapOf(environment, exactly({ approve: (value) => value === null || isRole(value), pointer: isRole }), MOST_ENVIRONMENTS),
  expires: isTime,
  keys: mapOf(isHash, exactly({ alg: isText, pub: isBase64 }), MOST_KEYS),
  roles: exactly({ author: isRole, root: isRole }),
  version: whole(1),
})

const isBoot = mapOf(text(/^(\*|[a-z]{2,3}(-[a-z0-9]{2,8})*)$/), fileRef, Infinity)

/** A release by its fields. */
export const isRelease = exactly({
  application: name,
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
  application: name,
  environment,
  expires: isTime,
  off: ascending(name, MOST_OFF),
  release: exactly({ sha256: isHash, version: whole(1) }),
  root: whole(1),
  seq: whole(1),
  status: (value) => value === 'active' || value === 'paused',
})
