import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fits, SHAPES } from '../../src/schema/fits'

interface Property {
  type?: string
  $ref?: string
  anyOf?: Property[]
  oneOf?: Property[]
  items?: Property
}
interface Model {
  properties: Record<string, Property>
}

const { $defs: models } = JSON.parse(readFileSync(new URL('../../../schema/wire.schema.json', import.meta.url), 'utf8')) as {
  $defs: Record<string, Model>
}
/** Shapes whose name is not the model's: contents and blocks go by what they are discriminated by. */
const MODELS: Record<string, string> = {
  survey: 'Walkthrough',
  checklist: 'Launcher',
  helpMenu: 'Launcher',
  place: 'Anchor',
  text: 'Paragraphs',
  list: 'ItemList',
}
const modelOf = (shape: string): string => MODELS[shape] ?? shape.charAt(0).toUpperCase() + shape.slice(1)

/** What a type of the table may stand for in the schema. */
function agrees(type: string, property: Property): boolean {
  const options = property.anyOf?.filter((one) => one.type !== 'null')
  if (type.startsWith('?')) return options?.length === 1 && property.anyOf?.length === 2 && agrees(type.slice(1), options[0] ?? {})
  if (type.startsWith('*')) return property.type === 'array' && agrees(type.slice(1), property.items ?? {})
  if (type === 'any') return true
  if (type === 'string') return property.type === 'string'
  if (type === 'block' || type === 'content') return property.oneOf !== undefined
  if (type === 'object') return property.$ref !== undefined || property.type === 'object'
  return property.$ref === `#/$defs/${modelOf(type)}`
}

describe('the shapes that content must have', () => {
  it.each(Object.entries(SHAPES))('ask nothing of %s that the schema does not promise', (shape, fields) => {
    const model = models[modelOf(shape)]
    expect(model, modelOf(shape)).toBeDefined()
    for (const [name, type] of Object.entries(fields)) {
      expect(agrees(type, model?.properties[name] ?? {}), `${shape}.${name}: ${type}`).toBe(true)
    }
  })

  it('take a heading, and a block of a later version', () => {
    expect(fits({ kind: 'announcement', blocks: [{ block: 'heading', line: [{ text: 'Hello' }] }, { block: 'newer' }] }, 'content')).toBe(
      true,
    )
    expect(fits({ kind: 'newer' }, 'content')).toBe(true)
  })

  it.each([
    ['nothing', null],
    ['a list', []],
    ['no blocks', { kind: 'announcement' }],
    ['a block that is none', { kind: 'announcement', blocks: [null] }],
    ['a text that is none', { kind: 'announcement', blocks: [{ block: 'heading', line: [{ text: 5 }] }] }],
    ['a link that is none', { kind: 'announcement', blocks: [{ block: 'heading', line: [{ text: '', link: null }] }] }],
    ['a name with no text', { kind: 'tip', element: 'x', blocks: [{ block: 'buttons', buttons: [{ label: '', actions: 'x' }] }] }],
  ])('refuse %s', (_, content) => {
    expect(fits(content, 'content')).toBe(false)
  })

  it('are not found in what every object has', () => {
    expect(fits({ kind: 'constructor' }, 'content')).toBe(true)
    expect(fits({ kind: { toString: 1 } }, 'content')).toBe(true)
  })
})
