/** A document or an open shadow root. */
export type Root = Document | ShadowRoot

function frameDocument(frame: HTMLIFrameElement): Document | null {
  try {
    return frame.contentDocument
  } catch {
    return null
  }
}

/** The given root and every open shadow root and same-origin frame in it. */
export function searchRoots(start: Root): Root[] {
  const roots: Root[] = [start]
  for (const root of roots) {
    const inside = root.querySelectorAll('*')
    for (let at = 0; at < inside.length; at++) {
      const shadow = inside[at]?.shadowRoot
      if (shadow) roots.push(shadow)
    }
    for (const frame of root.querySelectorAll<HTMLIFrameElement>('iframe,frame')) {
      const inner = frameDocument(frame)
      if (inner !== null) roots.push(inner)
    }
  }
  return roots
}
