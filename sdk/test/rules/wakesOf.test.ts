import { expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { programsOf, wakesOf } from '../../src/rules'
import type { Named, Program } from '../../src/schema/wire'

function about(...variable: string[]): Program {
  const each = <Value>(value: Value): Value[] => variable.map(() => value)
  return { variable, operator: each('isSet' as const), value: each(null), yes: each(-1), no: each(-2) }
}

const NOTHING: { segments: Named[]; screens: Named[] } = { segments: [], screens: [] }
const wakes = (rule: Program | undefined, wider = NOTHING): string[] => [...wakesOf(programsOf(rule, wider))].sort()

it('wakes a rule only for what it asks about', () => {
  expect(wakes(about('attribute:plan', 'path'))).toEqual(['attribute', 'navigation'])
  expect(wakes(about('browser'))).toEqual([])
  expect(wakes(undefined)).toEqual([])
})

it('wakes a rule for what its segments ask about, rings included', () => {
  const segments = [
    { id: 'clerks', rule: about('segment:late', 'attribute:role') },
    { id: 'late', rule: about('segment:clerks', 'timeOfDay') },
  ]
  expect(wakes(about('segment:clerks'), { segments, screens: [] })).toEqual(['attribute', 'timer'])
})

it('says of every variable what wakes it, or that nothing does within a page', () => {
  const source = readFileSync(new URL('../../../src/handrail/schema/authored/variables.py', import.meta.url), 'utf8')
  const [, list = ''] = /VariableName = Literal\[([^\]]+)\]/.exec(source) ?? []
  const variables = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '')
  const still = [
    'sessionNumber',
    'locale',
    'country',
    'timeZone',
    'browser',
    'os',
    'deviceType',
    'appVersion',
    'sdkVersion',
    'platform',
    'referrer',
    'abGroup',
    'segment',
    // Known only inside a campaign, which asks when it gets there.
    'answer',
    'returned',
  ]
  expect(variables.length).toBeGreaterThan(30)
  expect(variables.filter((name) => wakes(about(`${name}:x`)).length === 0)).toEqual(still)
})

it.each([
  ['attribute', 'attribute userId userHash language screen'],
  ['event', 'trackedEventCount trackedEventThisSession trackedEventDays'],
  ['timer', 'sessionTime timeOnPage timeOfDay date weekday'],
  ['dom', 'viewportWidth colourScheme elementPresent elementVisible elementHasValue elementText elementValue network pageTitle screen'],
  ['navigation', 'url path query fragment screen'],
  ['campaign', 'campaignSeen campaignClicked campaignCompleted'],
])('wakes by %s what changes by it', (wake, names) => {
  for (const name of names.split(' ')) {
    const found = wakes(about(`${name}:x`))
    if (name === 'screen') expect(found).toEqual(['attribute', 'dom', 'navigation'])
    else expect(found, name).toEqual([wake])
  }
})
