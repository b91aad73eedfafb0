// Generates src/schema/wire.ts from schema/wire.schema.json (made by `python -m handrail.schema.contracts schema`).
import { readFile, writeFile, mkdir } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'

const root = new URL('..', import.meta.url)
const schema = JSON.parse(await readFile(new URL('schema/wire.schema.json', root), 'utf8'))
// The whole is an object that names every model, so that each definition becomes an exported type.
schema.type = 'object'
schema.additionalProperties = false
schema.properties = { Boot: { $ref: '#/$defs/Boot' }, EventBatch: { $ref: '#/$defs/EventBatch' } }
schema.required = ['Boot', 'EventBatch']
// Absent values are left out on the wire (`exclude_none`), so "or null" is "may be absent" in TypeScript.
for (const definition of Object.values(schema.$defs)) {
  for (const [name, property] of Object.entries(definition.properties ?? {})) {
    const branches = property.anyOf?.filter((branch) => branch.type !== 'null')
    if (!branches || branches.length === property.anyOf.length) continue
    const { anyOf, default: absent, ...rest } = property
    definition.properties[name] = branches.length === 1 ? { ...rest, ...branches[0] } : { ...rest, anyOf: branches }
    definition.required = definition.required?.filter((required) => required !== name)
  }
}
const text = await compile(schema, 'Wire', {
  bannerComment: '// Generated from schema/wire.schema.json by generate-schema.mjs; do not edit.',
  additionalProperties: false,
  enableConstEnums: false,
  style: { semi: false, singleQuote: true, printWidth: 110 },
})
const target = new URL('src/schema/', new URL('./', import.meta.url))
await mkdir(target, { recursive: true })
await writeFile(new URL('wire.ts', target), text)
