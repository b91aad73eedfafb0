import { make } from '../../ui'

/**
 * Gives an element of the page a tip's words as its description for screen readers; what describes it already stays.
 *
 * Ids do not reach out of our closed shadow root, so the words lie hidden in the page itself, beside nobody's content.
 * @returns takes them away
 */
export function describe(element: Element, words: string): () => void {
  const root = element.getRootNode()
  const page = element.ownerDocument
  const description = make('span', { 'data-handrail-ui': '', hidden: '' }, words)
  description.id = `handrail-${crypto.randomUUID()}`
  const parent = root instanceof ShadowRoot ? root : page.documentElement
  parent.append(description)
  const idsOf = (): string[] => element.getAttribute('aria-describedby')?.split(/\s+/).filter(Boolean) ?? []
  element.setAttribute('aria-describedby', [...idsOf(), description.id].join(' '))
  return () => {
    description.remove()
    const left = idsOf().filter((id) => id !== description.id)
    if (left.length > 0) element.setAttribute('aria-describedby', left.join(' '))
    else element.removeAttribute('aria-describedby')
  }
}
