import { gistOf } from './gistOf'

const STORED = 'handrail-editor-folds'

/**
 * Parts that fold (the steps of a walkthrough, the questions on the pages of a survey, …) by more than the browser's own
 * means: all at once, open again when the form is drawn anew or comes back, open for a link that leads into them, and
 * their line says what is typed in them.
 */
export function foldParts(form: HTMLFormElement): void {
  const folds = [...form.querySelectorAll<HTMLDetailsElement>('details[data-fold]')]
  if (folds.length === 0) return
  restore(folds)
  unfoldTo(location.hash)
  addEventListener('pagehide', () => {
    const open = folds.map((fold) => [idOf(fold), fold.open])
    sessionStorage.setItem(STORED, JSON.stringify({ path: location.pathname, open: Object.fromEntries(open) as unknown }))
  })
  // Chromium opens them by itself, other browsers only in their latest versions.
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a[href^="#"]') : null
    if (link) unfoldTo(link.getAttribute('href') ?? '')
  })
  for (const fold of folds) fold.addEventListener('input', () => tell(fold))
  const tools = form.querySelector<HTMLElement>('[data-fold-tools]')
  if (!tools) return
  tools.hidden = false
  tools.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-fold-all]') : null
    if (button) for (const fold of folds) fold.open = button.dataset['foldAll'] === 'open'
  })
}

/** Parts are moved: their lists and ids tell them apart, not their places. */
function idOf(fold: HTMLElement): string {
  return fold.dataset['fold'] ?? ''
}

/** As it was left; but what the server wants seen (a mistake, a new part) stays open. */
function restore(folds: HTMLDetailsElement[]): void {
  const stored: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? 'null')
  if (typeof stored !== 'object' || stored === null || !('path' in stored) || !('open' in stored)) return
  if (stored.path !== location.pathname || typeof stored.open !== 'object') return
  const open = new Map<string, unknown>(Object.entries(stored.open ?? {}))
  for (const fold of folds) {
    const was = open.get(idOf(fold))
    if (was !== undefined && fold.dataset['wanted'] === undefined) fold.open = was === true
  }
}

function unfoldTo(hash: string): void {
  let fold = document.getElementById(hash.slice(1))?.closest<HTMLDetailsElement>('details[data-fold]')
  while (fold) {
    fold.open = true
    fold = fold.parentElement?.closest<HTMLDetailsElement>('details[data-fold]')
  }
}

function tell(fold: HTMLDetailsElement): void {
  const title = fold.querySelector<HTMLElement>('[data-fold-title]')
  if (!title) return
  const { text, language } = gistOf(fold)
  title.textContent = text
  title.lang = language
}
