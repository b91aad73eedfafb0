// In the page: fetches every file of attack cases and answers each with the SDK's own verifier; the result is `window.answers`.
import { verifyChannel } from './verify.mjs'

const bytesOf = (letters, pad = 0) => Uint8Array.from(letters + ' '.repeat(pad), (letter) => letter.charCodeAt(0))

async function verdictOf(bytes, each) {
  const { application, environment, trust, graceDays } = each
  const asked = { application, environment, trust, graceDays, now: Date.parse(each.now), state: each.state ?? undefined }
  try {
    return await verifyChannel(bytes, asked)
  } catch (error) {
    return error.code ?? `${error} ${error.stack}`
  }
}

/** The answer to a named case: its channel is base64. */
async function answer(each) {
  const found = await verdictOf(bytesOf(atob(each.channel), each.pad), each)
  if (typeof found === 'string') return { expect: found }
  const { release, root, seq, status, off } = found.pointer
  const pointerSha256 = found.state.pointer
  return { expect: 'ok', verdict: { off, pointerSha256, release: release.version, releaseSha256: release.sha256, root, seq, status } }
}

/** The answers to random cases, as `twin.mjs` writes them: their channel is letters. */
globalThis.answerAll = async (file) => {
  const found = []
  for (const each of await (await fetch(`./${file}`)).json()) {
    const verdict = await verdictOf(bytesOf(each.channel, each.pad), each)
    const { state, release, pointer } = verdict
    const written = () => `ok ${state.root} ${state.seq} ${state.pointer} ${state.status} ${release.version} ${pointer.off.length}`
    found.push(typeof verdict === 'string' ? verdict : written())
  }
  return found
}

const answers = {}
for (const file of await (await fetch('./files.json')).json()) {
  answers[file] = []
  for (const each of await (await fetch(`./${file}`)).json()) answers[file].push(await answer(each))
}
globalThis.answers = answers
