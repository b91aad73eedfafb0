import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url))
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('power'))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }))

describe('the runtime build', () => {
  it('holds nothing of Power Mode', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter(({ text }) => /from '[^']*\/power\//.test(text)).map(({ name }) => name)).toEqual([])
  })

  it('has no way to the console', () => {
    const naming = files.filter(({ text }) => /postToConsole|power\/line/.test(text)).map(({ name }) => name)
    expect(naming).toEqual([join('transport', 'postToConsole.ts')])
  })

  it('listens to no window message', () => {
    expect(files.filter(({ text }) => /addEventListener\(\s*'message'|onmessage\b/.test(text)).map(({ name }) => name)).toEqual([])
  })
})
