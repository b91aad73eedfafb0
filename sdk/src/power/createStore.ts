import type { AuthoredElement, AuthoredScreen, Draft } from './authored'

/** What a Power Mode session holds until it is saved; survives page loads of the same window. */
export interface SessionData {
  elements: AuthoredElement[]
  screens: AuthoredScreen[]
  draft: Draft
  /** Ids of elements and screens, and `draft`, that were proposed to the console already. */
  saved: string[]
  /** Distance of the bubble from the right and bottom edge in CSS pixels. */
  bubble: { right: number; bottom: number }
}

/** The session's data with its changes announced. */
export interface Store {
  read(): SessionData
  /** Replaces parts of the data and tells everybody who listens. */
  change(parts: Partial<SessionData>): void
  /** Number of things that are captured or drafted and not proposed yet. */
  unsaved(): number
  listen(changed: () => void): void
  /** Forgets everything. */
  clear(): void
}

/**
 * Above the corner, where an application's own help buttons and our launchers stand. In a narrow window these stand all in one pile, often
 * above a navigation at the bottom: higher still.
 */
function firstPlace(): SessionData['bubble'] {
  return { right: 16, bottom: window.innerWidth < 480 ? 200 : 96 }
}

function emptySession(): SessionData {
  return { elements: [], screens: [], draft: { name: '', steps: [] }, saved: [], bubble: firstPlace() }
}

function load(name: string): SessionData {
  try {
    const kept = sessionStorage.getItem(name)
    return kept === null ? emptySession() : { ...emptySession(), ...(JSON.parse(kept) as Partial<SessionData>) }
  } catch {
    // Storage may be blocked: the session then lives as long as the page.
    return emptySession()
  }
}

function keep(name: string, data: SessionData): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(data))
  } catch {
    // As above.
  }
}

/** The store of one application's Power Mode session. */
export function createStore(application: string): Store {
  const name = `handrail.power.${application}`
  let data = load(name)
  const listeners: (() => void)[] = []
  const set = (next: SessionData): void => {
    data = next
    keep(name, data)
    for (const listener of listeners) listener()
  }
  return {
    read: () => data,
    change: (parts) => {
      set({ ...data, ...parts })
    },
    unsaved: () => {
      const ids = [...data.elements, ...data.screens].map((one) => one.id)
      const drafted = data.draft.steps.length > 0 ? ['draft'] : []
      return [...ids, ...drafted].filter((id) => !data.saved.includes(id)).length
    },
    listen: (changed) => {
      listeners.push(changed)
    },
    clear: () => {
      set({ ...emptySession(), bubble: data.bubble })
    },
  }
}
