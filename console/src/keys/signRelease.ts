import { fromBase64, toBase64 } from './base64'
import type { BrowserKey } from './browserKey'

const TYPE = 'application/vnd.handrail.release.v1+json'

/**
 * Sign a release as DSSE does, over its type and exactly its bytes.
 *
 * @param payload the release's payload, base64
 * @returns the envelope with this one signature, in canonical form
 */
export async function signRelease(key: BrowserKey, payload: string): Promise<string> {
  const bytes = fromBase64(payload)
  const head = new TextEncoder().encode(`DSSEv1 ${String(TYPE.length)} ${TYPE} ${String(bytes.length)} `)
  const data = new Uint8Array(head.length + bytes.length)
  data.set(head)
  data.set(bytes, head.length)
  const sig = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, data))
  const signatures = [{ keyid: key.keyid, sig: toBase64(sig) }]
  return JSON.stringify({ payload, payloadType: TYPE, signatures })
}
