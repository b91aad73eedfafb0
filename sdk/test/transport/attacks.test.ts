import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { verifyChannel, type State } from '../../src/transport/verify'
import { VerifyError } from '../../src/transport/VerifyError'

interface Case {
  name: string
  application: string
  environment: string
  trust: string
  now: string
  state: State | null
  graceDays: number
  channel: string
  /** Blanks that follow the channel's bytes. */
  pad?: number
  expect: string
  /** What an accepted channel says. */
  verdict?: Record<string, unknown>
}

const FOLDER = new URL('../../../tests/golden/attacks/', import.meta.url)
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

async function answer(attack: Case): Promise<{ code: string; verdict?: Record<string, unknown> }> {
  const { application, environment, trust, graceDays } = attack
  const bytes = new Uint8Array(Buffer.concat([Buffer.from(attack.channel, 'base64'), Buffer.alloc(attack.pad ?? 0, ' ')]))
  const asked = { application, environment, trust, now: Date.parse(attack.now), graceDays, state: attack.state ?? undefined }
  try {
    const { pointer, state } = await verifyChannel(bytes, asked)
    const { release, root, seq, status, off } = pointer
    const verdict = { off, pointerSha256: state.pointer, release: release.version, releaseSha256: release.sha256, root, seq, status }
    return { code: 'ok', verdict }
  } catch (error) {
    if (error instanceof VerifyError) return { code: error.code }
    throw error
  }
}

describe.each(files)('attacks of %s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case[]
  it.each(cases)('$name → $expect', async (attack) => {
    const { code, verdict } = await answer(attack)
    expect(code).toBe(attack.expect)
    if (code === 'ok') expect(verdict).toEqual(attack.verdict)
  })
})

it('runs vectors at all', () => {
  expect(files.length).toBeGreaterThan(0)
})
