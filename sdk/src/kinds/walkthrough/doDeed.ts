import { isSecret } from '../../locator'
import type { Deed } from '../../schema/wire'
import { isSafeLink } from '../../ui'
import type { Stage } from '../stage'
import { bringIntoView } from './bringIntoView'

/** What came of a deed: done, with what the page returned; or why not, as a stable code. */
export type Outcome = { done: true; value?: unknown } | { done: false; code: string }

const DONE: Outcome = { done: true }
/** Kinds of fields into which text is written. */
const WRITABLE = ['text', 'search', 'url', 'tel', 'email', 'number', 'date', 'time', 'datetime-local', 'month', 'week']

function no(code: string): Outcome {
  return { done: false, code }
}

function matches(element: Element, selector: string | undefined): boolean {
  try {
    return selector !== undefined && selector !== '' && element.matches(selector)
  } catch {
    // The page's own selector is none: nothing is allowed by it.
    return false
  }
}

/** Sets a value as if a person had: frameworks that put their own setter on the field see it. */
function setValue(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')?.set?.call(field, value)
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true, composed: true }))
}

/** The same constructors in another frame are others. */
function tagOf(element: Element): string {
  return element.localName
}

function write(element: Element, text: string): Outcome {
  const isInput = tagOf(element) === 'input' && WRITABLE.includes((element as HTMLInputElement).type)
  if (!isInput && tagOf(element) !== 'textarea') return no('sdk.deed-impossible')
  const field = element as HTMLInputElement | HTMLTextAreaElement
  if (field.disabled || field.readOnly) return no('sdk.deed-impossible')
  field.focus({ preventScroll: true })
  setValue(field, text)
  return DONE
}

function choose(element: Element, value: string): Outcome {
  const list = element as HTMLSelectElement
  const has =
    tagOf(element) === 'select' && !list.disabled && [...list.options].some((option) => option.value === value && !option.disabled)
  if (!has) return no('sdk.deed-impossible')
  setValue(list, value)
  return DONE
}

function go(link: string): Outcome {
  if (!isSafeLink(link) || new URL(link, location.href).origin !== location.origin) return no('sdk.deed-not-allowed')
  location.assign(link)
  return DONE
}

/**
 * Does what an action step says, if the page allows it.
 *
 * Acting (click, type, select, call) needs the page's own selector or name, and a person's press on this page before; fields for
 * passwords, codes, payment data and what the page marked private are never touched.
 */
export function doDeed(deed: Deed, element: Element | undefined, stage: Stage, trusted: boolean): Outcome {
  if (deed.do === 'navigate') return go(deed.link ?? '')
  if (deed.do === 'scroll') {
    if (element !== undefined) bringIntoView(element)
    return DONE
  }
  if (!trusted) return no('sdk.deed-unasked')
  if (deed.do === 'call') {
    const { called, value } = stage.call(deed.action ?? '')
    return called ? { done: true, value } : no('sdk.deed-not-allowed')
  }
  if (element === undefined || !['click', 'type', 'select'].includes(deed.do)) return no('sdk.deed-impossible')
  if (!matches(element, stage.allow[deed.do])) return no('sdk.deed-not-allowed')
  if (isSecret(element)) return no('sdk.deed-secret')
  if (deed.do === 'type') return write(element, stage.fill(deed.value ?? ''))
  if (deed.do === 'select') return choose(element, deed.value ?? '')
  ;(element as HTMLElement).click()
  return DONE
}
