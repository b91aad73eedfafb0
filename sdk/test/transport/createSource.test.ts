import { expect, it } from 'vitest'
import * as createSource from '../../src/transport/createSource'
import { makeSourceChecks } from './sourceChecks'

const checks = makeSourceChecks(new URL('../../../tests/golden/', import.meta.url))

it.each(checks)('$name', async ({ run }) => {
  await run({ createSource })
})

it('has enough to check', () => {
  expect(checks.length).toBeGreaterThanOrEqual(22)
})
