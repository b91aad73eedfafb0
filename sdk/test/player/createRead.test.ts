import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRead, type Facts } from '../../src/player/createRead'
import type { Value } from '../../src/rules'
import type { Boot, Program } from '../../src/schema/wire'

interface Case {
  name: string
  program: Program
  context: Record<string, Value>
  expect: boolean
}

const golden = JSON.parse(readFileSync(new URL('../../../tests/golden/rules/user-lists.json', import.meta.url), 'utf8')) as Case[]

/** What the page knows of a person, and one segment. */
function factsOf({ program, context }: Case, application: string): Facts {
  const boot = { application, segments: [{ id: 'listed', rule: program }] } as unknown as Boot
  const attributes = { get: () => undefined } as unknown as Facts['attributes']
  return {
    boot: () => boot,
    person: () => ({ session: {}, userId: context.userId }) as unknown as ReturnType<Facts['person']>,
    attributes,
    find: () => ({ status: 'missing', reasons: [] }),
    screenId: () => undefined,
    appVersion: undefined,
    platform: undefined,
    pageSince: () => 0,
    now: () => 0,
  }
}

describe('a segment with a list of users', () => {
  const plain = golden.filter(({ context, program }) => context.country === undefined && program.variable.length === 1)

  it.each(plain)('$name: $context.userId', (one) => {
    expect(createRead(factsOf(one, 'bank-7f3a'))('segment:listed')).toBe(one.expect)
  })

  it('is of one application: another one hashes otherwise', () => {
    const listed = golden.filter((one) => one.expect && one.program.variable.length === 1)
    expect(listed.length).toBeGreaterThan(2)
    for (const one of listed) expect(createRead(factsOf(one, 'another'))('segment:listed')).toBe(false)
  })
})
