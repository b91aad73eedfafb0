/** What is done with a root of ours as soon as it has its styles. */
type Dress = (root: ShadowRoot) => void

/** The shadow roots that the SDK makes: closed, but this page is nobody's else. */
export interface Roots {
  /** Those that are on the page. */
  present(): ShadowRoot[]
}

/** Keeps the roots of this page from now on. */
export function keepRoots(dress: Dress): Roots {
  const kept = new Set<ShadowRoot>()
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function attachShadow(this: Element, init: ShadowRootInit): ShadowRoot {
    const root = attach.call(this, init)
    kept.add(root)
    queueMicrotask(() => {
      dress(root)
    })
    return root
  }
  return {
    present: () => {
      for (const root of kept) if (!root.isConnected) kept.delete(root)
      return [...kept]
    },
  }
}
