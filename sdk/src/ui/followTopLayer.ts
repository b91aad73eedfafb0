import { isOurs } from './createHost'
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
    // Ours lie in the order in which they came; they do not fight over it.
    if (event?.type === 'toggle' && isOurs(event.target as Node)) return
    const parent = topmostModal(event) ?? document.documentElement
    const moved = host.parentNode !== parent
    if (moved) parent.append(host)
    // A popover of the page that opened after ours lies above it.
    if (!moved && event?.type === 'toggle' && (event as ToggleEvent).newState === 'open') host.hidePopover()
    if (!host.matches(':popover-open')) host.showPopover()
  }
  const unlisten = listen(document, 'focusin toggle close fullscreenchange', place, true)
  place()
  return () => {
    unlisten()
    host.remove()
  }
}
