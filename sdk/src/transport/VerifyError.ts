/** Why something is refused: the codes of the Python verifier (`handrail/package/errors.py`). */
export type RefusalCode = `package.${
  | 'malformed'
  | 'too-large'
  | 'key-invalid'
  | 'trust-invalid'
  | 'anchor-mismatch'
  | 'root-chain'
  | 'root-rollback'
  | 'roles-overlap'
  | 'signature-missing'
  | 'wrong-application'
  | 'wrong-environment'
  | 'pointer-root'
  | 'seq-lower'
  | 'equivocation'
  | 'release-mismatch'
  | 'expired'}`

/** A package that is not to be trusted, and why. */
export class VerifyError extends Error {
  override name = 'VerifyError'

  constructor(
    /** Stable. */
    readonly code: RefusalCode,
    detail: string,
  ) {
    super(detail)
  }
}
