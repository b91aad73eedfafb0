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
  hash: string
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
export async function openEnvelope(value: WrittenEnvelope, kind: PayloadKind): Promise<Envelope> {
  if (JSON.stringify(value).length > LIMITS[kind]) refuse('too-large', kind)
  const type = `application/vnd.handrail.${kind}.v1+json`
  const decoded = (text: string): string => fromBase64(text) ?? refuse('malformed', kind)
  const payload = decoded(value.payload)
  const signatures = new Map(value.signatures.map(({ keyid, sig }) => [keyid, rawBytes(decoded(sig))]))
  if (value.payloadType !== type || !isPlain(payload) || signatures.size < value.signatures.length) refuse('malformed', kind)
  const signed = toBytes(`DSSEv1 ${type.length} ${type} ${payload.length} ${payload}`)
  return { kind, payload, hash: toHex(await sha256(toBytes(payload))), signed, signatures }
}
