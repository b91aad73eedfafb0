function topmostModal(): Element | undefined {
  // A modal of our own hides its dialog in a closed shadow root, but takes in what is put into its host.
  const own = document.querySelector('[data-handrail-modal]')
  if (own !== null) return own
  // ":modal" also matches full-screen elements, which cover everything else just as well.
  return [...document.querySelectorAll(':modal')].at(-1)
}

function isOpenPopover(node: Node): boolean {
  return node instanceof HTMLElement && node.hasAttribute('popover') && node.matches(':popover-open')
}

/**
 * Keeps an element of ours above everything: inside the top-most native modal or full-screen element while one is open (all else
 * is inert then), in the document otherwise.
 *
 * @returns ends it and takes the element away
 */
export function followTopLayer(host: HTMLElement): () => void {
  host.setAttribute('popover', 'manual')
  const place = (): void => {
    const parent = topmostModal() ?? document.documentElement
    if (host.parentNode === parent && host.isConnected) return
    parent.append(host)
    if (typeof host.showPopover === 'function' && !host.matches(':popover-open')) host.showPopover()
  }
  // What is shown as a popover later lies above what was shown before, the player's own parts too: come forward again.
  const comeForward = (records: MutationRecord[]): void => {
    place()
    const shown = records.flatMap((record) => [...record.addedNodes]).some((node) => node !== host && isOpenPopover(node))
    // Hiding would take the focus away from who is typing in ours.
    if (!shown || !host.matches(':popover-open') || host.contains(document.activeElement)) return
    host.hidePopover()
    host.showPopover()
  }
  const observer = new MutationObserver(comeForward)
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] })
  document.addEventListener('fullscreenchange', place)
  place()
  return () => {
    observer.disconnect()
    document.removeEventListener('fullscreenchange', place)
    host.remove()
  }
}
