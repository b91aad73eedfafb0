// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWaker, type Wait } from '../../src/player/createWaker'

describe('what wakes rules', () => {
  let woken: string[]
  let watched: number
  let wait: Wait

  beforeEach(() => {
    vi.useFakeTimers()
    woken = []
    watched = 0
    const add = (): (() => void) => {
      watched++
      return () => void watched--
    }
    wait = createWaker({ add, stop: () => undefined }, (kind) => woken.push(kind))
  })
  afterEach(() => {
    wait(false, [], 0)
    vi.useRealTimers()
  })

  it('is the first moment that is yet to come', () => {
    wait(false, [100, Number.NaN, 5000, 3000, 1000], 1000)
    vi.advanceTimersByTime(1999)
    expect(woken).toEqual([])
    vi.advanceTimersByTime(1)
    expect(woken).toEqual(['timer'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is no timer where no moment comes', () => {
    wait(false, [100, Number.NaN, Infinity], 1000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is only the last call: it takes the place of the one before', () => {
    wait(true, [2000], 1000)
    wait(true, [4000], 1000)
    expect(vi.getTimerCount()).toBe(1)
    expect(watched).toBe(1)
    wait(false, [], 1000)
    expect(vi.getTimerCount()).toBe(0)
    expect(watched).toBe(0)
  })

  it('comes in time for a moment further off than browsers can wait for', () => {
    wait(false, [2 ** 40], 0)
    vi.advanceTimersByTime(2 ** 31)
    expect(woken).toEqual(['timer'])
  })

  it('is what people enter, the size of the window and the network, while asked for', () => {
    const enter = (): void => {
      document.dispatchEvent(new Event('change'))
      for (const type of ['resize', 'online', 'offline']) window.dispatchEvent(new Event(type))
    }
    enter()
    wait(true, [], 0)
    enter()
    wait(false, [], 0)
    enter()
    expect(woken).toEqual(['dom', 'dom', 'dom', 'dom'])
  })
})
