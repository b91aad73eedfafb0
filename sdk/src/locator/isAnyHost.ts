/** Whether something is true of an element, or of one of the hosts in whose shadow trees it lies. */
export function isAnyHost(element: Element, test: (at: Element) => boolean): boolean {
  if (test(element)) return true
  const root = element.getRootNode()
  return 'host' in root && isAnyHost((root as ShadowRoot).host, test)
}
