/** An approver's key as this browser keeps it; the private part can be used here and never read, not even by us. */
export interface BrowserKey {
  readonly privateKey: CryptoKey
  /** SHA-256 of the public key's canonical JSON, hex. */
  readonly keyid: string
  /** 65-byte uncompressed point, base64. */
  readonly pub: string
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly created: string
}
