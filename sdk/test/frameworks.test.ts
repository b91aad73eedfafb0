import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PAGE = readFileSync(join(ROOT, 'docs/how-to/frameworks.md'), 'utf8')
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
}

/** What the compiler says of each example, in a folder where handrail.mjs has its published types. */
function compiled(examples: readonly string[]): string[] {
  // Below sdk/, so that the frameworks' own types are found.
  const folder = mkdtempSync(join(ROOT, 'sdk/.frameworks-'))
  try {
    writeFileSync(join(folder, 'handrail.d.mts'), readFileSync(join(ROOT, 'schema/handrail.d.mts')))
    const files = examples.map((text, number) => {
      const file = join(folder, `example${number}.ts`)
      writeFileSync(file, text)
      return file
    })
    const found = ts.getPreEmitDiagnostics(ts.createProgram(files, OPTIONS))
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const examples = [...PAGE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '')

it('the examples for React, Vue and Angular compile against the published types', { timeout: 60_000 }, () => {
  expect(examples).toHaveLength(4)
  expect(compiled(examples)).toEqual([])
})

it('an example that calls what is not there does not compile', { timeout: 60_000 }, () => {
  expect(compiled(["import { Handrail } from './handrail.mjs'\nHandrail.setUserId(4711)\nHandrail.begin()\n"])).toEqual([
    "Argument of type 'number' is not assignable to parameter of type 'string'.",
    expect.stringContaining("Property 'begin' does not exist"),
  ])
})
