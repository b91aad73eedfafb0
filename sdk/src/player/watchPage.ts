/** The part of the Navigation API that is used; not in every browser's types yet. */
type NavigationTarget = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>

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
  const { navigation } = window as unknown as { navigation?: NavigationTarget }
  if (navigation !== undefined) {
    navigation.addEventListener('currententrychange', look)
    return () => {
      navigation.removeEventListener('currententrychange', look)
    }
  }
  const observer = new MutationObserver(look)
  observer.observe(document.documentElement, { childList: true, subtree: true })
  window.addEventListener('popstate', look)
  window.addEventListener('hashchange', look)
  return () => {
    observer.disconnect()
    window.removeEventListener('popstate', look)
    window.removeEventListener('hashchange', look)
  }
}
