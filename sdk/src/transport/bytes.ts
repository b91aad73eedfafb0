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

/** What a base64 text with padding stands for, one letter per byte; undefined unless it is the one way to write that. */
export function fromBase64(text: string): string | undefined {
  try {
    const raw = atob(text)
    return btoa(raw) === text ? raw : undefined
  } catch {
    return undefined
  }
}

/** The bytes of a text that has one letter per byte. */
export function rawBytes(raw: string): Bytes {
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0))
}

/** SHA-256 of bytes. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
