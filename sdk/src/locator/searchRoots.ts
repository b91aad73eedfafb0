/** A document or an open shadow root. */
export type Root = Document | ShadowRoot

function frameDocument(element: Element): Document | null {
  if (element.localName !== 'iframe' && element.localName !== 'frame') return null
  try {
    return (element as HTMLIFrameElement).contentDocument
  } catch {
    return null
  }
}

/** The given root and every open shadow root and same-origin frame in it, in document order. */
export function searchRoots(start: Root): Root[] {
  const roots: Root[] = [start]
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) roots.push(element.shadowRoot)
      const inner = frameDocument(element)
      if (inner !== null) roots.push(inner)
    }
  }
  return roots
}
