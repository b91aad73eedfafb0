import { listen } from '../ui'

/**
 * Calls back when the page's address changes without a load. Listens to the Navigation API; without it to `popstate`, and looks at
 * the address when the page changes: routers draw something new for every route. No function of the page is patched.
 *
 * @returns listens no more
 */
export function watchPage(changed: () => void): () => void {
  let href = location.href
  const look = (): void => {
    if (location.href === href) return
    href = location.href
    changed()
  }
  // Not in every browser, nor in every browser's types yet.
  const { navigation } = window as unknown as { navigation?: EventTarget }
  if (navigation !== undefined) return listen(navigation, 'currententrychange', look)
  const observer = new MutationObserver(look)
  observer.observe(document.documentElement, { childList: true, subtree: true })
  const unlisten = listen(window, 'popstate hashchange', look)
  return () => {
    observer.disconnect()
    unlisten()
  }
}
