/** Why this page or browser cannot show verified content; undefined when it can. Stable codes. */
export function missingRequirement(): string | undefined {
  // WebCrypto exists only where nobody between can change the page: https, localhost.
  if (!globalThis.isSecureContext || globalThis.crypto?.subtle === undefined) return 'sdk.insecure-page'
  // The youngest things it needs: whoever has these three has dialogs and all the rest. One alone the page may have brought along.
  const has = 'adoptedStyleSheets' in Document.prototype && 'showPopover' in HTMLElement.prototype && 'toReversed' in Array.prototype
  return has ? undefined : 'sdk.old-browser'
}
