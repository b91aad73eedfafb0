// Answers cases with the TypeScript verifier: node twin.mjs BUNDLE; a line of JSON (a list of cases) in, a line of answers out.
// WebCrypto's answers are kept by key, signature and payload: random channel files ask the same again and again.
import { createHash, webcrypto } from 'node:crypto'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const MOST_KEPT = 20_000
const { subtle } = webcrypto
const latin1 = (bytes) => Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).toString('latin1')
const names = new WeakMap()

function keeping(ask, nameOf) {
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
    names.set(key, latin1(pub))
    return key
  },
  (_form, pub, algorithm) => algorithm.name + latin1(pub),
)
const verify = keeping(
  (...given) => subtle.verify(...given),
  (_algorithm, key, signature, data) => `${names.get(key)}|${latin1(signature)}|${latin1(data)}`,
)
// A hash is the same one made without a trip to another thread.
const digest = async (_algorithm, data) => {
  const made = createHash('sha256').update(data).digest()
  return made.buffer.slice(made.byteOffset, made.byteOffset + made.byteLength)
}
Object.defineProperty(globalThis, 'crypto', { value: { subtle: { importKey, verify, digest } } })

const { verifyChannel } = await import(pathToFileURL(process.argv[2]).href)

async function answer(each) {
  const { application, environment, trust, graceDays } = each
  const asked = { application, environment, trust, graceDays, now: Date.parse(each.now), state: each.state ?? undefined }
  try {
    const bytes = new Uint8Array(Buffer.concat([Buffer.from(each.channel, 'latin1'), Buffer.alloc(each.pad, ' ')]))
    const { state, release, pointer } = await verifyChannel(bytes, asked)
    return `ok ${state.root} ${state.seq} ${state.pointer} ${state.status} ${release.version} ${pointer.off.length}`
  } catch (error) {
    return String(error.code ?? `${error} ${error.stack}`)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = []
  for (const each of JSON.parse(line)) answers.push(await answer(each))
  process.stdout.write(`${JSON.stringify(answers)}\n`)
}
