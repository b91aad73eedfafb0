import { isPrivate } from './isPrivate'
import { readRole } from './readRole'
import { limitText, readText } from './readText'

const NAMED_BY_CONTENT = new Set([
  'button',
  'link',
  'heading',
  'tab',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'checkbox',
  'radio',
  'switch',
  'treeitem',
  'columnheader',
  'rowheader',
  'tooltip',
])
const BUTTON_TYPES = new Set(['button', 'submit', 'reset'])

function byReference(element: Element): string {
  const ids = element.getAttribute('aria-labelledby')?.trim().split(/\s+/) ?? []
  const root = element.getRootNode() as Document | ShadowRoot
  const texts = ids.map((id) => root.getElementById(id)).filter((found) => found !== null)
  return texts
    .filter((found) => !isPrivate(found))
    .map((found) => readText(found))
    .join(' ')
}

function byLabel(element: Element): string {
  const labels = (element as HTMLInputElement).labels as NodeListOf<HTMLLabelElement> | null | undefined
  return labels ? [...labels].map((label) => readText(label)).join(' ') : ''
}

function byContent(element: Element): string {
  const role = readRole(element)
  const named = role !== undefined && NAMED_BY_CONTENT.has(role)
  // A plain box is named by its content only when it is as simple as a label: custom buttons often are plain boxes.
  return named || (role === undefined && element.childElementCount <= 3) ? readText(element) : ''
}

function inputName(element: Element): string {
  const type = (element.getAttribute('type') ?? 'text').toLowerCase()
  // The value attribute of a button is its label; of any other input it is what a person typed and is never read.
  if (BUTTON_TYPES.has(type)) return element.getAttribute('value') ?? ''
  return type === 'image' ? (element.getAttribute('alt') ?? '') : ''
}

function firstChild(element: Element, tag: string): string {
  const child = [...element.children].find((one) => one.localName === tag)
  return child === undefined ? '' : readText(child)
}

function native(element: Element): string {
  switch (element.localName) {
    case 'input':
      return byLabel(element) || inputName(element)
    case 'select':
    case 'textarea':
      return byLabel(element)
    case 'img':
      return element.getAttribute('alt') ?? ''
    case 'fieldset':
      return firstChild(element, 'legend')
    case 'table':
      return firstChild(element, 'caption')
    default:
      return byContent(element)
  }
}

/**
 * The element's accessible name, computed like ARIA's (labelled-by, label, native label or content, title, placeholder).
 *
 * @returns at most 120 characters; undefined without a name, in a private region and in table cells
 */
export function accessibleName(element: Element): string | undefined {
  if (isPrivate(element)) return undefined
  const steps = [
    () => byReference(element),
    () => element.getAttribute('aria-label') ?? '',
    () => native(element),
    () => element.getAttribute('title') ?? '',
    () => element.getAttribute('placeholder') ?? '',
  ]
  for (const step of steps) {
    const name = limitText(step())
    if (name !== '') return name
  }
  return undefined
}
