const STORED = 'handrail-editor-place'

/**
 * The form is drawn anew by the server when a part is added, moved or removed: the page stays where it was, and the
 * part in question has the focus. After a save that was refused, what is said about it has.
 */
export function keepPlace(form: HTMLFormElement): void {
  form.addEventListener('submit', () => {
    sessionStorage.setItem(STORED, JSON.stringify({ path: location.pathname, top: scrollY, focus: focused() }))
  })
  const stored = sessionStorage.getItem(STORED)
  sessionStorage.removeItem(STORED)
  const refusal = document.querySelector<HTMLElement>('[data-refusal]')
  if (refusal) {
    refusal.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    refusal.focus({ preventScroll: true })
    return
  }
  if (stored === null || form.dataset['unsaved'] === undefined) return
  const place: unknown = JSON.parse(stored)
  if (typeof place !== 'object' || place === null || !('path' in place) || place.path !== location.pathname) return
  if ('top' in place && typeof place.top === 'number') scrollTo({ top: place.top, behavior: 'instant' })
  const lookingAt = form.dataset['lookingAt'] ?? ''
  if (lookingAt) showPart(form, lookingAt)
  else if ('focus' in place && typeof place.focus === 'string') document.getElementById(place.focus)?.focus({ preventScroll: true })
}

function focused(): string {
  return document.activeElement?.id ?? ''
}

function showPart(form: HTMLFormElement, path: string): void {
  const part = [...form.querySelectorAll<HTMLElement>('[data-place]')].find((each) => each.dataset['place'] === path)
  if (!part) return
  part.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  // Of a part that was moved while folded, only its line can be seen.
  const folded = part.querySelector<HTMLElement>(':scope > details:not([open]) > summary')
  const first = folded ?? part.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select')
  first?.focus({ preventScroll: true })
}
