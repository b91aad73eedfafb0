/** Why this page or browser cannot show verified content; undefined when it can. Stable codes. */
export function missingRequirement(): string | undefined {
  // WebCrypto exists only where nobody between can change the page: https, localhost.
  if (!globalThis.isSecureContext || globalThis.crypto?.subtle === undefined) return 'sdk.insecure-page'
  const has =
    'adoptedStyleSheets' in Document.prototype &&
    'showPopover' in HTMLElement.prototype &&
    'HTMLDialogElement' in globalThis &&
    'toReversed' in Array.prototype &&
    'hasOwn' in Object
  return has ? undefined : 'sdk.old-browser'
}
