import { expect, it } from 'vitest'
import * as bytes from '../../src/transport/bytes'
import * as canonical from '../../src/transport/canonical'
import * as envelope from '../../src/transport/envelope'
import * as followRoots from '../../src/transport/followRoots'
import * as importKeys from '../../src/transport/importKeys'
import * as payloadShapes from '../../src/transport/payloadShapes'
import * as verify from '../../src/transport/verify'
import * as VerifyError from '../../src/transport/VerifyError'
import { makeChecks } from './checks'

const modules = { bytes, canonical, envelope, followRoots, importKeys, payloadShapes, verify, VerifyError }
const checks = makeChecks(new URL('../../../tests/golden/', import.meta.url))

it.each(checks)('$name', async ({ run }) => {
  await run(modules)
})

it('has enough to check', () => {
  expect(checks.length).toBeGreaterThan(290)
})
