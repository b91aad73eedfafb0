/** The top-most native modal dialog or full-screen element of the page, which makes all else inert; undefined while none is open. */
export function topmostModal(focused?: Event): Element | undefined {
  // Where the focus went says which of several is on top, also inside open shadow roots.
  const path = focused?.composedPath() ?? []
  const inPath = path.find((node): node is Element => node instanceof Element && node.matches(':modal'))
  return inPath ?? [...document.querySelectorAll(':modal')].at(-1)
}
