// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { isKnown, play } from '../../src/kinds/play'

it.each([['tour'], ['constructor'], [['tip']], [[[['tip']]]], [null], [undefined], [7]])(
  'knows no kind %j, and plays nothing of it',
  (kind) => {
    expect(isKnown(kind as string)).toBe(false)
    expect(play({ kind } as never, {} as never, {})).toBeUndefined()
  },
)
