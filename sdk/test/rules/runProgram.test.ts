import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../src/rules/runProgram'
import type { Value } from '../../src/rules/compare'
import type { Program } from '../../src/schema/wire'

interface Case {
  name: string
  program: Program
  context: Record<string, Value>
  expect: boolean
}

const FOLDER = new URL('../../../tests/golden/rules/', import.meta.url)
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

describe.each(files)('golden rules of %s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case[]
  it.each(cases)('$name', ({ program, context, expect: expected }) => {
    expect(runProgram(program, (variable) => (Object.hasOwn(context, variable) ? context[variable] : undefined))).toBe(expected)
  })
})

describe('runProgram', () => {
  it('ends on a program that leads backwards', () => {
    const loop: Program = { variable: ['path', 'path'], operator: ['isSet', 'isSet'], value: [null, null], yes: [1, 0], no: [-2, -2] }
    expect(runProgram(loop, () => '/')).toBe(false)
  })

  it('takes an operator of a later version for false', () => {
    const later = { variable: ['path'], operator: ['soundsLike'], value: ['/'], yes: [-1], no: [-2] } as unknown as Program
    expect(runProgram(later, () => '/')).toBe(false)
  })

  it('matches a hostile pattern in a moment', () => {
    const program: Program = { variable: ['path'], operator: ['matches'], value: ['*a'.repeat(40) + 'b'], yes: [-1], no: [-2] }
    const begun = performance.now()
    expect(runProgram(program, () => 'a'.repeat(20_000))).toBe(false)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})
