import { isAnyHost } from './isAnyHost'

const SECRET =
  '[type=password],[autocomplete*=password i],[autocomplete*=one-time-code i],[autocomplete*=cc- i],[data-handrail-private],[data-handrail-private] *'

/** Whether a field is one that content never reads and never fills: passwords, one-time codes, payment data, and what the page marks private. */
export function isSecret(element: Element): boolean {
  return isAnyHost(element, (at) => at.matches(SECRET))
}
