import { watchPage } from './watchPage'

/** What happens to a page and the person at it. */
export interface LifeOptions {
  /** The address changed without a load. */
  navigated: () => void
  visible: () => void
  hidden: () => void
  /** Keys and pointers: somebody is there. */
  active: () => void
  signal: AbortSignal
}

/**
 * Listens to what a page's life consists of; no timer.
 *
 * @returns listens no more
 */
export function watchLife({ navigated, visible, hidden, active, signal }: LifeOptions): () => void {
  const changed = (): void => {
    if (document.visibilityState === 'visible') visible()
    else hidden()
  }
  document.addEventListener('visibilitychange', changed, { signal })
  // A page that comes back from the browser's memory was not loaded anew.
  window.addEventListener('pageshow', (event) => event.persisted && visible(), { signal })
  window.addEventListener('pagehide', hidden, { signal })
  for (const type of ['pointerdown', 'keydown']) window.addEventListener(type, active, { signal, capture: true, passive: true })
  return watchPage(navigated)
}
