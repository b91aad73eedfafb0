import { searchRoots, type Root } from './searchRoots'

/** Where elements may be: looked for once per turn of the page, since it means walking through all of it. */
export interface Roots {
  /** The document, every open shadow root and same-origin frame in it. */
  of(page: Document): readonly Root[]
  /** Something came that may hold further ones. */
  forget(): void
}

/** Makes what remembers them until the next task begins. */
export function createRoots(): Roots {
  let known: { page: Document; roots: readonly Root[] } | undefined
  const forget = (): void => {
    known = undefined
  }
  return {
    of: (page) => {
      if (known?.page === page) return known.roots
      known = { page, roots: searchRoots(page) }
      setTimeout(forget)
      return known.roots
    },
    forget,
  }
}
