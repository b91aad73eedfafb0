// Answers cases with the TypeScript verifier: node twin.mjs BUNDLE < cases.json > codes.json
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { verifyChannel } = await import(pathToFileURL(process.argv[2]).href)
const codes = []
for (const each of JSON.parse(readFileSync(0, 'utf8'))) {
  const { application, environment, trust, graceDays } = each
  const asked = { application, environment, trust, graceDays, now: Date.parse(each.now), state: each.state ?? undefined }
  try {
    const { state } = await verifyChannel(new Uint8Array(Buffer.from(each.channel, 'base64')), asked)
    codes.push(`ok ${state.root} ${state.seq} ${state.pointer} ${state.status}`)
  } catch (error) {
    codes.push(String(error.code ?? error))
  }
}
process.stdout.write(JSON.stringify(codes))
