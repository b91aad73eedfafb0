import { fromBase64, sha256, toBytes, toHex, type Bytes } from './bytes'
import { parseCanonical } from './canonical'
import { exactly, listOf, text, type Shape } from './shape'
import { VerifyError } from './VerifyError'

/** What an envelope can hold. */
export type PayloadKind = 'root' | 'release' | 'pointer'

/** A DSSE envelope, taken apart; its payload is not looked into. */
export interface Envelope {
  kind: PayloadKind
  /** Exactly the bytes that were signed. */
  payload: Bytes
  /** What the signatures are over (DSSE's pre-authentication encoding). */
  signed: Bytes
  /** Key id → signature; nothing is proven yet. */
  signatures: Map<string, Bytes>
}

const LIMITS: Record<PayloadKind, number> = { root: 16_384, release: 65_536, pointer: 4_096 }
const MOST_SIGNATURES = 16

const isText = text(/^/)
const isEnvelope = exactly({
  payload: isText,
  payloadType: isText,
  signatures: listOf(exactly({ keyid: text(/^[0-9a-f]{64}$/), sig: isText }), MOST_SIGNATURES),
})

function encodeForSigning(type: string, payload: Bytes): Bytes {
  const head = toBytes(`DSSEv1 ${type.length} ${type} ${payload.length} `)
  const signed = new Uint8Array(head.length + payload.length)
  signed.set(head)
  signed.set(payload, head.length)
  return signed
}

/**
 * Takes an envelope apart: size, type, fields.
 *
 * @param value from a parsed canonical text, so `JSON.stringify` gives back its bytes
 * @throws VerifyError `package.too-large`, `package.malformed`
 */
export function openEnvelope(value: unknown, kind: PayloadKind): Envelope {
  // Made only when thrown: an error notes where it was made, which takes longer than a signature.
  const malformed = (): VerifyError => new VerifyError('package.malformed', kind)
  if (JSON.stringify(value).length > LIMITS[kind]) throw new VerifyError('package.too-large', kind)
  if (!isEnvelope(value)) throw malformed()
  const envelope = value as { payload: string; payloadType: string; signatures: { keyid: string; sig: string }[] }
  const payload = fromBase64(envelope.payload)
  if (envelope.payloadType !== `application/vnd.handrail.${kind}.v1+json` || payload === undefined) throw malformed()
  const signatures = new Map<string, Bytes>()
  for (const { keyid, sig } of envelope.signatures) {
    const signature = fromBase64(sig)
    if (signature === undefined || signatures.has(keyid)) throw malformed()
    signatures.set(keyid, signature)
  }
  return { kind, payload, signed: encodeForSigning(envelope.payloadType, payload), signatures }
}

/**
 * The payload as data, in the one form that is allowed.
 *
 * @throws VerifyError `package.malformed`
 */
export function readPayload(envelope: Envelope, shape: Shape): unknown {
  const value = parseCanonical(envelope.payload)
  if (!shape(value)) throw new VerifyError('package.malformed', envelope.kind)
  return value
}

/** Identity of a root, release or pointer: the SHA-256 of its payload, in hexadecimal digits. */
export async function identityOf(envelope: Envelope): Promise<string> {
  return toHex(await sha256(envelope.payload))
}
