/** Bytes as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** UTF-8 bytes of a text. */
export function toBytes(text: string): Bytes {
  return new TextEncoder().encode(text)
}

/** Lower-case hexadecimal digits. */
export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes of a text in base64 with padding; undefined unless it is the one way to write them. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    const raw = atob(text)
    if (btoa(raw) !== text) return undefined
    const bytes = new Uint8Array(raw.length)
    // A plain loop: by iterator it would take longer than all signatures.
    for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at)
    return bytes
  } catch {
    return undefined
  }
}

/** Base64url without padding, as in a trust anchor. */
export function toBase64Url(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** SHA-256 of bytes. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
