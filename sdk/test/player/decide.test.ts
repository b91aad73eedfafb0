import { describe, expect, it } from 'vitest'
import { createPerson, type Person } from '../../src/player/createPerson'
import { isInSchedule } from '../../src/player/isInSchedule'
import { campaignMoments } from '../../src/player/nextMoment'
import { parseDeepLink, parsePermalink } from '../../src/player/parseCall'
import * as against from '../../src/player/reasonsAgainst'
import type { Situation } from '../../src/player/reasonsAgainst'
import type { Campaign, Settings } from '../../src/schema/wire'
import { createStore, type Store } from '../../src/transport/storage'

const NOW = new Date(2026, 10, 25, 10, 0).getTime()
const DAY_MS = 86_400_000

function blocked(): Store {
  return createStore(() => {
    throw new Error('blocked')
  }, '')
}

const reasonsAgainst = (one: Campaign, now: Situation): string[] => [...against.reasonsAgainst(one, now)]
const lastingReasons = (one: Campaign, now: Situation): string[] => [...against.lastingReasons(one, now)]

let clock = NOW

function person(store = blocked(), userId?: string): Person {
  return createPerson({ store, userId, timeout: () => 1800, now: () => clock })
}

const SETTINGS: Settings = { sessionTimeout: 1800, autoPlayMinSeconds: 0, eventsOff: [], linkOrigins: [], pageOrigins: [] }

function campaign(more: Partial<Campaign> = {}): Campaign {
  return {
    id: 'greeting',
    kind: 'announcement',
    key: 'greeting',
    link: false,
    trigger: { on: 'static' },
    frequency: { often: 'always' },
    priority: 50,
    startElements: [],
    ...more,
  }
}

function situation(more: Partial<Situation> = {}): Situation {
  return {
    read: () => undefined,
    person: person(),
    settings: SETTINGS,
    off: [],
    now: NOW,
    playedHere: new Set(),
    remembers: true,
    isThere: () => true,
    ...more,
  }
}

describe('whether a campaign starts by itself', () => {
  it('does when nothing speaks against it', () => {
    expect(reasonsAgainst(campaign(), situation())).toEqual([])
  })

  it('does not when the pointer stops it', () => {
    expect(reasonsAgainst(campaign(), situation({ off: ['greeting'] }))).toEqual(['stopped by the signed pointer'])
  })

  it('does not in an SDK older than it needs', () => {
    expect(reasonsAgainst(campaign({ minSdk: '999.0' }), situation())[0]).toMatch(/needs SDK 999.0/)
  })

  it('does not when its audience is another, and says by which condition', () => {
    const audience = { variable: ['attribute:plan'], operator: ['equals' as const], value: ['gold'], yes: [-1], no: [-2] }
    const reasons = reasonsAgainst(campaign({ audience }), situation({ read: () => 'silver' }))
    expect(reasons).toEqual(['audience asks: attribute:plan equals "gold"'])
    expect(reasonsAgainst(campaign({ audience }), situation({ read: () => 'gold' }))).toEqual([])
  })

  it('shows only once what shows only once', () => {
    const someone = person()
    someone.noteCampaign('greeting', { plays: 1, lastAt: NOW, lastSession: 1 })
    expect(reasonsAgainst(campaign({ frequency: { often: 'onlyOnce' } }), situation({ person: someone }))).toHaveLength(1)
    expect(reasonsAgainst(campaign(), situation({ person: someone }))).toEqual([])
  })

  it('waits as many days, weeks or sessions as it says', () => {
    const someone = person()
    someone.noteCampaign('greeting', { plays: 1, lastAt: NOW - 3 * DAY_MS, lastSession: 1 })
    const waits = (wait: number, unit: 'days' | 'weeks' | 'sessions'): number =>
      reasonsAgainst(campaign({ frequency: { often: 'onceThenWait', wait, unit } }), situation({ person: someone })).length
    expect([waits(3, 'days'), waits(4, 'days'), waits(1, 'weeks'), waits(1, 'sessions')]).toEqual([0, 1, 1, 1])
  })

  it('keeps "once" away where storage is blocked, and says so', () => {
    const reasons = reasonsAgainst(campaign({ frequency: { often: 'onlyOnce' } }), situation({ remembers: false }))
    expect(reasons[0]).toMatch(/storage is blocked/)
  })

  it('obeys limit, never, snooze and the caps', () => {
    const someone = person()
    someone.noteCampaign('greeting', { plays: 2, snoozedUntil: NOW + 1 })
    someone.noteAutoPlay()
    const reasons = reasonsAgainst(
      campaign({ playsLimit: 2 }),
      situation({ person: someone, settings: { ...SETTINGS, autoPlayPerSession: 1, autoPlayMinSeconds: 60 } }),
    )
    expect(reasons).toHaveLength(4)
    someone.noteCampaign('greeting', { never: true })
    expect(lastingReasons(campaign(), situation({ person: someone }))).toEqual(['never to be shown again'])
  })

  it('asks for a start element only when nothing else speaks against it', () => {
    const asked: string[] = []
    const isThere = (id: string): boolean => asked.push(id) > 99
    const tour = campaign({ startElements: ['pay'] })
    expect(reasonsAgainst(tour, situation({ isThere }))[0]).toMatch(/start elements/)
    expect(reasonsAgainst(tour, situation({ isThere, off: ['greeting'] }))).toHaveLength(1)
    expect(asked).toEqual(['pay'])
  })
})

describe('a session', () => {
  it('ends after as long a pause as configured, and counts', () => {
    clock = NOW
    const someone = person()
    expect([someone.isNew, someone.session.number]).toEqual([true, 1])
    clock = NOW + 1799_000
    expect(someone.touch()).toBeUndefined()
    clock += 1801_000
    expect(someone.touch()?.number).toBe(1)
    expect(someone.session.number).toBe(2)
    expect(someone.restart()).toBeUndefined()
    clock += 61_000
    expect(someone.restart()?.number).toBe(2)
    clock = NOW
  })

  it('goes on over a page load, apart for every user', () => {
    const values = new Map<string, string>()
    const storage = {
      getItem: (name: string) => values.get(name) ?? null,
      setItem: (name: string, value: string) => values.set(name, value),
      removeItem: (name: string) => values.delete(name),
    } as unknown as Storage
    const open = (user: string): Person =>
      person(
        createStore(() => storage, 'bank:'),
        user,
      )
    const first = open('anna')
    first.noteEvent('paid')
    const again = open('anna')
    expect(again.isNew).toBe(false)
    expect(again.event('paid')?.count).toBe(1)
    expect(open('berta').event('paid')).toBeUndefined()
    expect(again.group('colours')).toBe(first.group('colours'))
  })

  it('spreads people evenly over a split', () => {
    const groups = Array.from({ length: 4000 }, (_, index) => person(blocked(), `user-${index}`).group('colours'))
    const low = groups.filter((group) => group < 50).length
    expect(groups.every((group) => group >= 0 && group < 100)).toBe(true)
    expect(Math.abs(low - 2000)).toBeLessThan(160)
  })
})

describe('a schedule', () => {
  const at = (text: string): number => new Date(text).getTime()

  it('has a first and a last moment', () => {
    const schedule = { start: '2026-11-25T08:00', end: '2026-11-26T08:00', weekdays: [] }
    expect([at('2026-11-25T07:59'), at('2026-11-25T08:00'), at('2026-11-26T08:00')].map((now) => isInSchedule(schedule, now))).toEqual([
      false,
      true,
      false,
    ])
  })

  it('has weekdays and times of day', () => {
    const schedule = { weekdays: [3], fromTime: '09:00', toTime: '17:00' }
    expect([at('2026-11-25T09:00'), at('2026-11-25T17:00'), at('2026-11-26T10:00')].map((now) => isInSchedule(schedule, now))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('knows nights, which belong to the evening they begin in', () => {
    const schedule = { weekdays: [3], fromTime: '22:00', toTime: '06:00' }
    const moments = ['2026-11-25T23:00', '2026-11-26T05:00', '2026-11-25T05:00', '2026-11-26T23:00', '2026-11-25T12:00']
    expect(moments.map((moment) => isInSchedule(schedule, at(moment)))).toEqual([true, true, false, false, false])
  })
})

describe('the next moment at which time alone may start something', () => {
  const timed = (variable: string, value: number | string): Campaign =>
    campaign({ audience: { variable: [variable], operator: ['atLeast'], value: [value], yes: [-1], no: [-2] } })
  const moment = (one: Campaign): number | undefined =>
    campaignMoments(one, one.audience === undefined ? [] : [one.audience], situation(), NOW)
      .filter((each) => each > NOW)
      .sort((left, right) => left - right)[0]

  it('is when enough seconds have passed on the page', () => {
    expect(moment(timed('timeOnPage', 30))).toBe(NOW + 30_001)
  })

  it('is the next such time of day', () => {
    expect(moment(timed('timeOfDay', '12:30'))).toBe(new Date(2026, 10, 25, 12, 30).getTime())
    expect(moment(timed('timeOfDay', '08:00'))).toBe(new Date(2026, 10, 26, 8, 0).getTime())
  })

  it('is never when time plays no part', () => {
    expect(moment(campaign())).toBeUndefined()
    expect(moment(timed('viewportWidth', 30))).toBeUndefined()
  })
})

describe('links that ask for a campaign', () => {
  it('reads permalinks', () => {
    expect(parsePermalink('?a=1&handrail=start/first-transfer')).toEqual({ key: 'first-transfer' })
    expect(parsePermalink('?handrail=start/first-transfer/iban')).toEqual({ key: 'first-transfer', step: 'iban' })
    expect(parsePermalink('?handrail=start/')).toBeUndefined()
    expect(parsePermalink('?handrail=event/paid')).toBeUndefined()
  })

  it('reads deep links of apps', () => {
    expect(parseDeepLink('bank://1.0/trigger_campaign/tour')).toEqual({ key: 'tour' })
    expect(parseDeepLink('bank://1.0/trigger_campaign/tour?deeplink=%2Ftransfer')).toEqual({ key: 'tour', deepLink: '/transfer' })
    expect(parseDeepLink('https://example.com/')).toBeUndefined()
  })
})
