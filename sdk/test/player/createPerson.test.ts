import { describe, expect, it } from 'vitest'
import { createPerson } from '../../src/player/createPerson'
import type { Store } from '../../src/transport'

const MINUTE = 60_000

function makeStore(): Store {
  const values = new Map<string, unknown>()
  return {
    lasting: true,
    get: (name) => structuredClone(values.get(name)) as never,
    set: (name, value) => {
      values.set(name, structuredClone(value))
    },
  }
}

/** Opens the page at a minute; the configuration, and with it the time-out in seconds, comes later. */
function openAt(store: Store, minute: number, timeout: number): number {
  let known = 1800
  const now = (): number => minute * MINUTE
  const person = createPerson({ store, userId: undefined, timeout: () => known, now })
  known = timeout
  person.touch()
  return person.session.number
}

describe('a session', () => {
  it('is ended by a break as long as the configuration says, though that comes after the person', () => {
    const store = makeStore()
    expect([openAt(store, 0, 60), openAt(store, 2, 60)]).toEqual([1, 2])
  })

  it('outlives a break that the configuration allows', () => {
    const store = makeStore()
    expect([openAt(store, 0, 3600), openAt(store, 45, 3600)]).toEqual([1, 1])
  })

  it('is kept alive by opening pages', () => {
    const store = makeStore()
    expect([0, 20, 40, 60].map((minute) => openAt(store, minute, 1800))).toEqual([1, 1, 1, 1])
  })

  it('leaves nothing behind before anybody asks for it', () => {
    const store = makeStore()
    createPerson({ store, userId: undefined, timeout: () => 1800, now: () => MINUTE })
    expect(store.get('session:anybody')).toBeUndefined()
  })
})
