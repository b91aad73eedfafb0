import { describe, expect, it } from 'vitest'
import { begin, countSteps, reduce, type Input, type State } from '../../src/kinds/walkthrough/reduce'
import type { Step, Walkthrough } from '../../src/schema/wire'

function step(id: string, next?: string, more: Partial<Step> = {}): Step {
  return {
    id,
    step: 'balloon',
    element: `${id}-element`,
    placement: 'auto',
    spotlight: true,
    blocks: [],
    advance: [{ on: 'nextButton' }],
    wait: 10,
    whenMissing: 'end',
    ...(next === undefined ? {} : { next }),
    ...more,
  }
}

function tour(...steps: Step[]): Walkthrough {
  return { kind: 'walkthrough', starts: ['one'], closable: true, showProgress: true, steps }
}

function run(content: Walkthrough, ...inputs: (Input | Input['type'])[]): State {
  const start = begin(content, { at: 'one', history: [] })
  return inputs.reduce((state, input) => reduce(content, state, typeof input === 'string' ? ({ type: input } as Input) : input), start)
}

const THREE = tour(step('one', 'two'), step('two', 'three'), step('three'))

describe('a walkthrough', () => {
  it('begins by waiting for its first element', () => {
    expect(run(THREE)).toMatchObject({ phase: 'waiting', at: 'one' })
  })

  it('goes on step by step to its end', () => {
    expect(run(THREE, 'found', 'next', 'found', 'next', 'found')).toMatchObject({ phase: 'shown', at: 'three', history: ['one', 'two'] })
    expect(run(THREE, 'found', 'next', 'found', 'next', 'found', 'next')).toMatchObject({ phase: 'over', how: 'completed' })
  })

  it('goes back to the step shown before, and forward again', () => {
    expect(run(THREE, 'found', 'next', 'found', 'back')).toMatchObject({ at: 'one', history: [] })
    expect(run(THREE, 'found', 'back')).toMatchObject({ phase: 'shown', at: 'one' })
  })

  it('waits again when its element goes', () => {
    expect(run(THREE, 'found', 'gone')).toMatchObject({ phase: 'waiting', at: 'one' })
  })

  it('ends where an element stays away and the step says so', () => {
    expect(run(THREE, 'missing')).toMatchObject({ phase: 'over', how: 'broken' })
  })

  it('passes over a missing step where the step says so', () => {
    const skipping = tour(step('one', 'two', { whenMissing: 'skip' }), step('two'))
    expect(run(skipping, 'missing')).toMatchObject({ phase: 'waiting', at: 'two', history: [] })
  })

  it('is complete when the last step is passed over', () => {
    expect(run(tour(step('one', undefined, { whenMissing: 'skip' })), 'missing')).toMatchObject({ phase: 'over', how: 'completed' })
  })

  it('does not pass over missing steps in a ring for ever', () => {
    const ring = tour(step('one', 'two', { whenMissing: 'skip' }), step('two', 'one', { whenMissing: 'skip' }))
    expect(run(ring, 'missing', 'missing', 'missing', 'missing')).toMatchObject({ phase: 'over', how: 'broken' })
  })

  it('goes to a named step, and ends when there is none of that name', () => {
    expect(run(THREE, 'found', { type: 'goTo', step: 'three' })).toMatchObject({ at: 'three', history: ['one'] })
    expect(run(THREE, 'found', { type: 'goTo', step: 'nowhere' })).toMatchObject({ phase: 'over', how: 'broken' })
  })

  it('stays over once it is', () => {
    expect(run(THREE, { type: 'end', how: 'dismissed' }, 'next', 'found')).toMatchObject({ phase: 'over', how: 'dismissed' })
  })

  it('counts steps along the way that follows', () => {
    expect(countSteps(THREE, run(THREE))).toEqual({ n: 1, total: 3 })
    expect(countSteps(THREE, run(THREE, 'found', 'next'))).toEqual({ n: 2, total: 3 })
    const ring = tour(step('one', 'two'), step('two', 'one'))
    expect(countSteps(ring, run(ring, 'found', 'next', 'found', 'next'))).toEqual({ n: 1, total: 2 })
  })
})
