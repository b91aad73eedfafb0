/** Height of what is seen, by the width of the window that is shown. */
const HEIGHTS: Partial<Record<number, number>> = { 360: 600, 1024: 680 }

/**
 * Gives the frame the width of a window and makes it as small as its place asks for.
 *
 * @param width CSS pixels of the window that is shown
 */
export function fitFrame(frame: HTMLIFrameElement, place: HTMLElement, width: number): void {
  const height = HEIGHTS[width] ?? 600
  const scale = Math.min(1, place.clientWidth / width)
  frame.style.width = `${width}px`
  frame.style.height = `${height}px`
  frame.style.transform = `scale(${scale})`
  // What is made smaller still takes the room of the whole.
  frame.style.marginInlineStart = `${Math.max(0, (place.clientWidth - width * scale) / 2)}px`
  place.style.height = `${height * scale}px`
}
