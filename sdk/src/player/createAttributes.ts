import { own } from '../schema/own'
import type { Attribute } from '../schema/wire'
import { dayOf, type Value } from '../rules'
import type { Store } from '../transport'

/** What the page may give as a value. */
export type Given = string | number | boolean | Date | null

/** Properties of the end user. */
export interface Attributes {
  /** @returns whether it changed */
  set(name: string, value: Given, visibility: 'public' | 'private'): boolean
  clearPrivate(): void
  /** Forgets all of them: somebody else is here now. */
  clear(): void
  /** Value of an attribute, wherever it comes from. */
  get(name: string): Value | undefined
  /** Value for texts: never a private one. */
  shown(name: string): Value | undefined
}

type Values = Record<string, Value>

function toValue(given: Given): Value | undefined {
  return given instanceof Date ? dayOf(given) : (given ?? undefined)
}

function readSource(source: string): string | undefined {
  const [kind, name = ''] = source.split(/:(.*)/s)
  if (kind === 'query') return new URLSearchParams(location.search).get(name) ?? undefined
  const safe = CSS.escape(name)
  if (kind === 'meta') return document.querySelector(`meta[name="${safe}"]`)?.getAttribute('content') ?? undefined
  if (kind !== 'data') return undefined
  return document.querySelector(`[data-handrail-attr-${safe}]`)?.getAttribute(`data-handrail-attr-${name}`) ?? undefined
}

function asType(text: string | undefined, type: Attribute['type']): Value | undefined {
  if (text === undefined) return undefined
  if (type === 'truth') return text === 'true' ? true : text === 'false' ? false : undefined
  if (type !== 'number') return text
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}

/**
 * Keeps what the page tells about the end user for as long as the tab lives, and reads codeless ones from their declared source.
 *
 * @param declared the attributes of the signed configuration, once it is there
 */
export function createAttributes(store: Store, declared: () => Attribute[]): Attributes {
  let open: Values = store.get<Values>('attributes') ?? {}
  let hidden: Values = store.get<Values>('private') ?? {}
  const codeless = (name: string): Value | undefined => {
    const found = declared().find((one) => one.name === name && one.visibility === 'codeless')
    return found?.source === undefined ? undefined : asType(readSource(found.source), found.type)
  }
  const clearPrivate = (): void => {
    hidden = {}
    store.set('private', hidden)
  }
  return {
    set: (name, given, visibility) => {
      const values = visibility === 'public' ? open : hidden
      const value = toValue(given)
      if (own(values, name) === value) return false
      if (value === undefined) Reflect.deleteProperty(values, name)
      else values[name] = value
      store.set(visibility === 'public' ? 'attributes' : 'private', values)
      return true
    },
    clearPrivate,
    clear: () => {
      clearPrivate()
      open = {}
      store.set('attributes', open)
    },
    get: (name) => own(hidden, name) ?? own(open, name) ?? codeless(name),
    shown: (name) => {
      const isPrivate = declared().some((one) => one.name === name && one.visibility === 'private')
      return isPrivate ? undefined : (own(open, name) ?? codeless(name))
    },
  }
}
