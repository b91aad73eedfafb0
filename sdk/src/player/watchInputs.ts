import type { DomWatch } from '../ui'

const WINDOW_EVENTS = ['resize', 'online', 'offline']

/** Calls when what rules see of the page may have changed. @returns watches no more */
export function watchInputs(watch: DomWatch, changed: () => void): () => void {
  const end = watch.add(changed)
  for (const type of WINDOW_EVENTS) window.addEventListener(type, changed)
  document.addEventListener('change', changed, true)
  return () => {
    end()
    for (const type of WINDOW_EVENTS) window.removeEventListener(type, changed)
    document.removeEventListener('change', changed, true)
  }
}
