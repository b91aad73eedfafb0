// Changes the TypeScript verifier, and what a page takes by it, in every way, one at a time; says what no check noticed.
// node sdk_run.mjs [STEP] tries all changes, or every STEPth, and prints {"tried": ["module.function: …"], "survivors": […]}
import { changesOf } from './sdk_changes.mjs'
import { keepCryptography, makeChecks, makeSourceChecks, makeVerifier, NAMES, SOURCE_NAMES, sourceOf } from './sdk_verifier.mjs'

// A refusal that nobody looks at would stand in the console of every page.
let unlooked = 0
process.on('unhandledRejection', () => (unlooked += 1))

const [step = 1] = process.argv.slice(2).map(Number)
keepCryptography()

/** The name of the first check that fails; it moves to the front, since it may notice more. */
async function firstFailure(checks, modules) {
  unlooked = 0
  for (const [index, check] of checks.entries()) {
    try {
      await check.run(modules)
    } catch {
      checks.unshift(...checks.splice(index, 1))
      return check.name
    }
  }
  await new Promise((resolve) => setImmediate(resolve))
  return unlooked > 0 ? 'an unhandled rejection' : undefined
}

async function passUnchanged(checks) {
  const failure = await firstFailure(checks, makeVerifier())
  if (failure !== undefined) throw new Error(`as it is fails: ${failure}`)
}

/** Changes modules and runs the checks that must notice. */
async function tryAll(names, checks) {
  await passUnchanged(checks)
  const all = names.flatMap((name) => changesOf(sourceOf(name), `${name}.ts`).map((change) => ({ ...change, module: name })))
  const some = all.filter((_, index) => index % step === 0)
  const survivors = []
  for (const { module, name, code } of some) {
    let modules
    try {
      modules = makeVerifier({ [module]: code })
    } catch {
      continue
    }
    if ((await firstFailure(checks, modules)) === undefined) survivors.push(`${module}.${name}`)
  }
  // The checks themselves are still the same.
  await passUnchanged(checks)
  return { tried: some.map(({ module, name }) => `${module}.${name}`), survivors }
}

const verifier = await tryAll(NAMES, makeChecks())
const source = await tryAll(SOURCE_NAMES, makeSourceChecks())
const both = { tried: [...verifier.tried, ...source.tried], survivors: [...verifier.survivors, ...source.survivors] }
process.stdout.write(`${JSON.stringify(both)}\n`)
