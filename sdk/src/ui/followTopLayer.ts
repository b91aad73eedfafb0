import { isOurs, liesLow } from './createHost'
import { listen } from './listen'
import { topmostModal } from './topmostModal'

/**
 * Puts a host into the page and keeps it above everything: inside the top-most native modal or full-screen element while one is
 * open (all else is inert then), in the document otherwise. Listens, never polls.
 *
 * @returns takes the host away and listens no more
 */
export function followTopLayer(host: HTMLElement): () => void {
  // Browsers older than we support, and test environments without a top layer.
  if (typeof host.showPopover !== 'function') {
    document.documentElement.append(host)
    return () => {
      host.remove()
    }
  }
  host.popover = 'manual'
  const place = (event?: Event): void => {
    // Ours lie in the order in which they came, panels above what stands on the page; they do not fight over it.
    const theirs = event?.target as Node
    if (event?.type === 'toggle' && isOurs(theirs) && (liesLow(host) || !liesLow(theirs))) return
    const parent = topmostModal(event) ?? document.documentElement
    const moved = host.parentNode !== parent
    if (moved) parent.append(host)
    // A popover that opened after ours lies above it.
    if (!moved && event?.type === 'toggle' && (event as ToggleEvent).newState === 'open') host.hidePopover()
    // A modal panel of ours lies in the top layer by itself: what joined it there now would lie above the panel.
    if (liesLow(host) && document.querySelector('[data-handrail-modal]') !== null) return
    if (!host.matches(':popover-open')) host.showPopover()
  }
  const unlisten = listen(document, 'focusin toggle close fullscreenchange', place, true)
  place()
  return () => {
    unlisten()
    host.remove()
  }
}
