import { toBase64 } from './base64'
import type { BrowserKey } from './browserKey'

/** A fresh P-256 key whose private part cannot be exported. */
export async function generateKey(): Promise<BrowserKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const pub = toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const canonical = new TextEncoder().encode(JSON.stringify({ alg: 'ES256', pub }))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', canonical))
  const keyid = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { privateKey: pair.privateKey, keyid, pub, created: `${new Date().toISOString().slice(0, 19)}Z` }
}
