/** Why something is refused: the codes of the Python verifier (`handrail/package/errors.py`), without `package.`. */
type Reason =
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
  | 'expired'

/** Why something is refused. */
export type RefusalCode = `package.${Reason}`

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

/**
 * Refuses.
 *
 * @param detail what was found, for the developer's console
 * @throws VerifyError always
 */
export function refuse(reason: Reason, detail: string | number): never {
  throw new VerifyError(`package.${reason}`, `${detail}`)
}
