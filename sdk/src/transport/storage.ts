/** Small JSON values that outlive the page. */
export interface Store {
  /** Whether values outlive the page; false where storage is blocked or full. */
  readonly lasting: boolean
  get<Value>(name: string): Value | undefined
  set(name: string, value: unknown): void
}

/**
 * A store in the browser's storage; in memory where that throws (Safari's private mode, blocked cookies, a full disk).
 *
 * @param open gives the storage; asked inside a try, because reading the property itself can throw
 * @param prefix of all names, so that two applications on one origin stay apart
 */
export function createStore(open: () => Storage, prefix: string): Store {
  const memory = new Map<string, string>()
  let storage: Storage | undefined
  try {
    storage = open()
    storage.setItem(`${prefix}probe`, '1')
    storage.removeItem(`${prefix}probe`)
  } catch {
    storage = undefined
  }
  return {
    get lasting() {
      return storage !== undefined
    },
    get: (name) => {
      try {
        const text = memory.get(name) ?? storage?.getItem(prefix + name)
        return typeof text === 'string' ? (JSON.parse(text) as never) : undefined
      } catch {
        return undefined
      }
    },
    set: (name, value) => {
      const text = JSON.stringify(value)
      try {
        memory.delete(name)
        if (storage === undefined) memory.set(name, text)
        else if (value === undefined) storage.removeItem(prefix + name)
        else storage.setItem(prefix + name, text)
      } catch {
        memory.set(name, text)
      }
    },
  }
}
