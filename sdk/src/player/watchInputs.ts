import { listen, type DomWatch } from '../ui'

/** Calls when what rules see of the page may have changed. @returns watches no more */
export function watchInputs(watch: DomWatch, changed: () => void): () => void {
  const endings = [watch.add(changed), listen(window, 'resize online offline', changed), listen(document, 'change', changed, true)]
  return () => {
    for (const end of endings) end()
  }
}
