/** Who may sign: at least `threshold` of the keys. */
export interface Role {
  keyids: string[]
  threshold: number
}

/** Length in bytes and SHA-256 in hexadecimal digits. */
export interface FileRef {
  length: number
  sha256: string
}

/** Who may sign what. */
export interface Root {
  application: string
  environments: Record<string, { approve: Role | null; pointer: Role }>
  expires: string
  keys: Record<string, { alg: 'ES256' | 'Ed25519'; pub: string }>
  roles: { author: Role; root: Role }
  version: number
}

/** Content and configuration for one environment. */
export interface Release {
  application: string
  boot: Record<string, FileRef>
  created: string
  environment: string
  manifest: FileRef
  minSdk: string
  source: FileRef
  version: number
}

/** What is live. */
export interface Pointer {
  application: string
  environment: string
  expires: string
  off: string[]
  release: { sha256: string; version: number }
  root: number
  seq: number
  status: 'active' | 'paused'
}
