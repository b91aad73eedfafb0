// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFixtures, type Fixtures } from '../../src/player/createFixtures'
import type { Live } from '../../src/player/createContent'
import { createRuleWatch, type RuleWatch } from '../../src/player/createRuleWatch'
import type { StageOwner } from '../../src/player/createStages'
import type { Situation } from '../../src/player/reasonsAgainst'
import type { Value } from '../../src/rules'
import type { Boot, Campaign, Launcher } from '../../src/schema/wire'
import { createDomWatch } from '../../src/ui'
import { furnishPage, makeRig, ours, press, rule } from '../kinds/stageDouble'

const CONTENT: Launcher = {
  kind: 'launcher',
  place: { position: 'bottomEnd', offsetX: 0, offsetY: 0 },
  form: 'button',
  label: '',
  actions: [{ do: 'close' }],
}

function standing(id: string, more: Partial<Campaign> = {}): Campaign {
  const common = {
    key: id,
    kind: 'launcher' as const,
    link: false,
    priority: 50,
    startElements: [],
    frequency: { often: 'always' as const },
  }
  return { id, ...common, trigger: { on: 'static' }, content: { ...CONTENT, label: id }, ...more }
}

function live(...campaigns: Campaign[]): Live {
  const boot = { campaigns, segments: [], screens: [], elements: [], themes: [], words: {}, language: 'en' } as Partial<Boot>
  return { boot, verified: { pointer: { off: ['stopped'] } } } as unknown as Live
}

describe('what stands on the page', () => {
  let values: Record<string, Value>
  let asked: string[]
  let known: Record<string, { never?: boolean; snoozedUntil?: number }>
  let fixtures: Fixtures
  let rules: RuleWatch
  let owners: StageOwner[]
  let willShow: boolean
  let used: Live | undefined
  const shown = async (): Promise<string[]> => {
    await Promise.resolve()
    await vi.waitFor(() => undefined)
    return ours('button').map((one) => one.textContent)
  }
  const use = (next: Live | undefined): void => {
    used = next
    fixtures.use(next)
  }

  beforeAll(furnishPage)
  beforeEach(() => {
    fixtures?.stop()
    values = {}
    asked = []
    known = {}
    owners = []
    willShow = true
    const situation = (): Situation =>
      ({
        read: (name: string) => {
          asked.push(name)
          return values[name]
        },
        person: { campaign: (id: string) => known[id], session: { startedAt: 0 } },
        off: ['stopped'],
        now: Date.now(),
      }) as unknown as Situation
    const guard = (call: () => void): void => {
      call()
    }
    rules = createRuleWatch({ boot: () => used?.boot, situation, watch: createDomWatch(), pageSince: () => 0, guard })
    fixtures = createFixtures({
      stages: {
        make: (_show, owner) => {
          owners.push(owner)
          return { ...makeRig().stage, ended: owner.ended }
        },
        noticeOf: ({ id, key, kind }) => ({ campaign: id, key, kind }),
        note: () => undefined,
        find: () => ({ status: 'missing', reasons: [] }),
      },
      rules,
      content: { open: () => Promise.resolve(undefined), contentOf: (campaign) => Promise.resolve(campaign.content) },
      page: { willShow: () => willShow, dismissed: () => undefined } as unknown as Parameters<typeof createFixtures>[0]['page'],
      situation,
      report: (code) => asked.push(code),
      guard,
    })
  })

  it('is several at once, the most important first, and only kinds that stand', async () => {
    use(live(standing('b'), standing('a'), standing('top', { priority: 90 }), standing('played', { kind: 'walkthrough' })))
    expect(await shown()).toEqual(['top', 'a', 'b'])
  })

  it('comes and goes with its rule, asked only when an input changed that the rule names', async () => {
    use(live(standing('vip', { audience: rule('attribute:vip', 'isTrue') })))
    expect(await shown()).toEqual([])
    values['attribute:vip'] = true
    asked.length = 0
    rules.wake('event')
    rules.wake('dom')
    expect([await shown(), asked]).toEqual([[], []])
    rules.wake('attribute')
    expect(await shown()).toEqual(['vip'])
    values['attribute:vip'] = false
    rules.wake('attribute')
    expect(await shown()).toEqual([])
  })

  it('follows the clock of its schedule without asking it again and again', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-25T08:59:00') })
    use(live(standing('office', { schedule: { weekdays: [], fromTime: '09:00', toTime: '10:00' } })))
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(ours('button')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(ours('button')).toHaveLength(0)
    vi.useRealTimers()
  })

  it('does not show what is stopped, unwanted by the page, or never wanted again', async () => {
    known.never = { never: true }
    known.later = { snoozedUntil: Date.now() + 60_000 }
    use(live(standing('stopped'), standing('never'), standing('later')))
    expect(await shown()).toEqual([])
    willShow = false
    use(live(standing('unwanted')))
    expect(await shown()).toEqual([])
  })

  it('stays away from this page once closed, and may stand on the next', async () => {
    use(live(standing('one')))
    await shown()
    press('one')
    expect(await shown()).toEqual([])
    rules.wake('start')
    expect(await shown()).toEqual([])
    fixtures.enterPage()
    rules.wake('start')
    expect(await shown()).toEqual(['one'])
  })

  it('keeps what looks as before when a release changes, and takes the rest', async () => {
    use(live(standing('same'), standing('other'), standing('gone')))
    await shown()
    const [same] = ours('button').filter((one) => one.textContent === 'same')
    use(live(standing('same', { key: 'new-key' }), standing('other', { content: { ...CONTENT, label: 'another' } })))
    expect((await shown()).toSorted()).toEqual(['another', 'same'])
    expect(ours('button')).toContain(same)
    use(undefined)
    expect(await shown()).toEqual([])
  })

  it('is gone when its content comes too late', async () => {
    use(live(standing('late')))
    fixtures.stop()
    expect(await shown()).toEqual([])
    expect(owners).toHaveLength(0)
  })

  it('does not ask for content that is not there again and again', async () => {
    use(live({ ...standing('empty'), content: undefined } as unknown as Campaign))
    await shown()
    rules.wake('start')
    await shown()
    expect(asked.filter((one) => one === 'sdk.content')).toHaveLength(1)
  })
})
