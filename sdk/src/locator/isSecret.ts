const SECRET =
  '[type=password],[autocomplete*=password i],[autocomplete*=one-time-code i],[autocomplete*=cc- i],[data-handrail-private],[data-handrail-private] *'

/** Whether a field is one that content never reads and never fills: passwords, one-time codes, payment data, and what the page marks private. */
export function isSecret(element: Element): boolean {
  let at: Element | null = element
  while (at !== null) {
    if (at.matches(SECRET)) return true
    const root = at.getRootNode()
    at = 'host' in root ? (root as ShadowRoot).host : null
  }
  return false
}
