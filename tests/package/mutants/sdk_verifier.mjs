// The TypeScript verifier made from source, one of its modules changed or not; and the checks that it must pass.
import { createHash, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buildSync, transformSync } from 'esbuild'

const ROOT = new URL('../../../', import.meta.url)
const HERE = new URL('sdk/src/transport/', ROOT)
const GOLDEN = new URL('tests/golden/', ROOT)
const MOST_KEPT = 20_000

/** The modules of the verifier. */
export const NAMES = ['VerifyError', 'bytes', 'shape', 'canonical', 'payloadShapes', 'envelope', 'importKeys', 'followRoots', 'verify']

/** What a page takes of what it is given, on top of the verifier. */
export const SOURCE_NAMES = ['request', 'createSource']

const EVERY = [...NAMES, 'pickBoot', ...SOURCE_NAMES]

export const sourceOf = (name) => readFileSync(new URL(`${name}.ts`, HERE), 'utf8')
const javascript = (code) => transformSync(code, { loader: 'ts', format: 'cjs', target: 'es2022' }).code
const plain = new Map(EVERY.map((name) => [name, javascript(sourceOf(name))]))

/**
 * The verifier's modules by name.
 *
 * @param changed name → TypeScript that stands in a module's place
 * @param around what else the code finds, by name
 */
export function makeVerifier(changed = {}, around = {}) {
  const made = new Map()
  const load = (path) => {
    const name = path.replace('./', '')
    if (!made.has(name)) {
      const module = { exports: {} }
      made.set(name, module)
      const code = changed[name] === undefined ? plain.get(name) : javascript(changed[name])
      new Function('require', 'module', 'exports', ...Object.keys(around), code)(load, module, module.exports, ...Object.values(around))
    }
    return made.get(name).exports
  }
  return Object.fromEntries(EVERY.map((name) => [name, load(name)]))
}

/** The checks of `sdk/test/transport/checks.ts`. */
export const makeChecks = () => built('checks').makeChecks(GOLDEN)

/** The checks of `sdk/test/transport/sourceChecks.ts`. */
export const makeSourceChecks = () => built('sourceChecks').makeSourceChecks(GOLDEN)

function built(name) {
  const entry = new URL(`sdk/test/transport/${name}.ts`, ROOT).pathname
  const made = buildSync({ entryPoints: [entry], bundle: true, write: false, format: 'cjs', platform: 'node', target: 'es2022' })
  const module = { exports: {} }
  new Function('require', 'module', 'exports', made.outputFiles[0].text)(createRequire(import.meta.url), module, module.exports)
  return module.exports
}

/** Keeps what WebCrypto answered: thousands of changed verifiers ask the same. */
export function keepCryptography() {
  const { subtle } = webcrypto
  const names = new WeakMap()
  const text = (bytes) => Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).toString('latin1')
  const keeping = (ask, nameOf) => {
    const kept = new Map()
    return (...given) => {
      const name = nameOf(...given)
      if (kept.size > MOST_KEPT) kept.clear()
      if (!kept.has(name)) kept.set(name, ask(...given))
      return kept.get(name)
    }
  }
  const importKey = keeping(
    async (form, pub, algorithm, ...more) => {
      const key = await subtle.importKey(form, pub, algorithm, ...more)
      names.set(key, `${algorithm.name}${key.usages}${text(pub)}`)
      return key
    },
    (form, pub, algorithm, extractable, uses) => [form, JSON.stringify([algorithm, extractable, uses]), text(pub)].join('|'),
  )
  const verify = keeping(
    (...given) => subtle.verify(...given),
    (algorithm, key, signature, data) => [JSON.stringify(algorithm), names.get(key), text(signature), text(data)].join('|'),
  )
  const digest = async (name, data) => {
    const made = createHash(name.replace('-', '').toLowerCase()).update(data).digest()
    return made.buffer.slice(made.byteOffset, made.byteOffset + made.byteLength)
  }
  Object.defineProperty(globalThis, 'crypto', { value: { subtle: { importKey, verify, digest } }, configurable: true })
}
