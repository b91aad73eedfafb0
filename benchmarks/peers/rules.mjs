// Times three evaluators of rules on the same thousand rules, in turn. Prints microseconds per run of all rules.
//   node benchmarks/peers/rules.mjs <folder with node_modules> <rules.json> <runs>
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [folder, file, runs] = process.argv.slice(2)
const modules = resolve(folder, 'node_modules')
const bundle = resolve(folder, 'rules.bundle.mjs')
await build({
  stdin: {
    contents: `
      export { runProgram } from ${JSON.stringify(fileURLToPath(new URL('../../sdk/src/rules/runProgram.ts', import.meta.url)))}
      export { evalCondition } from ${JSON.stringify(join(modules, '@growthbook/growthbook/dist/esm/mongrule.mjs'))}
      export { default as logic } from ${JSON.stringify(join(modules, 'json-logic-js/logic.js'))}`,
    resolveDir: folder,
  },
  bundle: true,
  format: 'esm',
  outfile: bundle,
})
const { runProgram, evalCondition, logic } = await import(pathToFileURL(bundle))
const all = JSON.parse(await readFile(file, 'utf8'))
const people = [
  { plan: 'plan 3', country: 'c2', age: 40, mail: 'ann@1.example', beta: false, role: 'clerk' },
  { plan: 'plan 5', country: 'fr', age: 20, mail: 'x4@2.example', beta: true, role: 'clerk' },
  { plan: 'plan 0', country: 'de', age: 61, mail: 'bo@3.example', beta: true, role: 'guest' },
]
const evaluators = {
  handrail: people.map((person) => {
    const values = new Map(Object.entries(person).map(([name, value]) => [`attribute:${name}`, value]))
    const read = (variable) => values.get(variable)
    return (rule) => runProgram(rule.program, read)
  }),
  growthbook: people.map((person) => (rule) => evalCondition(person, rule.growthbook)),
  'json-logic-js': people.map((person) => (rule) => logic.apply(rule.logic, person)),
}

let disagreements = 0
let held = 0
for (const rule of all)
  for (const at of people.keys()) {
    const said = Object.values(evaluators).map((one) => one[at](rule) === true)
    if (new Set(said).size > 1) disagreements++
    if (said[0]) held++
  }

const microseconds = Object.fromEntries(Object.keys(evaluators).map((name) => [name, []]))
for (let run = -20; run < Number(runs); run++)
  for (const [name, one] of Object.entries(evaluators)) {
    const begun = process.hrtime.bigint()
    for (const holds of one) for (const rule of all) holds(rule)
    const took = Number(process.hrtime.bigint() - begun) / 1000 / people.length
    if (run >= 0) microseconds[name].push(took)
  }
process.stdout.write(JSON.stringify({ disagreements, true: held, microseconds }))
