/** Where the document of an element begins in the top window, in CSS pixels: the sum over its same-origin frames. */
export function frameOffset(element: Element): { x: number; y: number } {
  const sum = { x: 0, y: 0 }
  let frame = element.ownerDocument.defaultView?.frameElement ?? null
  while (frame !== null) {
    const box = frame.getBoundingClientRect()
    sum.x += box.x
    sum.y += box.y
    frame = frame.ownerDocument.defaultView?.frameElement ?? null
  }
  return sum
}
