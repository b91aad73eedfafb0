import { fromBase64, rawBytes, sha256, toBytes, toHex, type Bytes } from './bytes'
import { isPlain } from './canonical'
import { isHash } from './payloadShapes'
import { exactly, isText, listOf } from './shape'
import { refuse } from './VerifyError'

/** What an envelope can hold. */
export type PayloadKind = 'root' | 'release' | 'pointer'

/** An envelope as it stands in a channel file. */
export interface WrittenEnvelope {
  payload: string
  payloadType: string
  signatures: { keyid: string; sig: string }[]
}

/** A DSSE envelope, taken apart; its payload is not looked into. */
export interface Envelope {
  kind: PayloadKind
  /** What was signed: printable ASCII, so letters are bytes. */
  payload: string
  /** Identity of a root, release or pointer: the SHA-256 of its payload, in hexadecimal digits. */
  hash: Promise<string>
  /** What the signatures are over (DSSE's pre-authentication encoding). */
  signed: Bytes
  /** Key id → signature; nothing is proven yet. */
  signatures: Map<string, Bytes>
}

const LIMITS: Record<PayloadKind, number> = { root: 16_384, release: 65_536, pointer: 4_096 }
const MOST_SIGNATURES = 16

/** An envelope by its fields. */
export const isEnvelope = exactly({
  payload: isText,
  payloadType: isText,
  signatures: listOf(exactly({ keyid: isHash, sig: isText }), MOST_SIGNATURES),
})

/**
 * Takes an envelope apart.
 *
 * @param value from a canonical text, so `JSON.stringify` gives back its bytes
 * @throws VerifyError `package.too-large`, `package.malformed`
 */
export function openEnvelope(value: WrittenEnvelope, kind: PayloadKind): Envelope {
  if (JSON.stringify(value).length > LIMITS[kind]) refuse('too-large', kind)
  const type = `application/vnd.handrail.${kind}.v1+json`
  const payload = fromBase64(value.payload)
  const signatures = new Map<string, Bytes>()
  for (const { keyid, sig } of value.signatures) {
    const raw = fromBase64(sig)
    if (raw !== undefined) signatures.set(keyid, rawBytes(raw))
  }
  if (value.payloadType !== type || payload === undefined || !isPlain(payload) || signatures.size < value.signatures.length) {
    return refuse('malformed', kind)
  }
  const signed = toBytes(`DSSEv1 ${type.length} ${type} ${payload.length} ${payload}`)
  return { kind, payload, hash: sha256(signed.subarray(signed.length - payload.length)).then(toHex), signed, signatures }
}
