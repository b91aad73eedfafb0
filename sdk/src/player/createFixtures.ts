import { isStanding, play } from '../kinds/play'
import type { Playing } from '../kinds/stage'
import type { Boot, Campaign } from '../schema/wire'
import type { ContentLoader, Live } from './createContent'
import type { Page } from './createPage'
import type { RuleWatch } from './createRuleWatch'
import type { Stages } from './createStages'
import { looksOf } from './looksOf'
import { ownMoments } from './nextMoment'
import { isNone, reasonsAgainst, type Situation } from './reasonsAgainst'

/** What stands on the page beside what plays: launchers, tips, checklists, help menus; several at once. */
export interface Fixtures {
  /** New content, or all of it gone. What looks as before stays as it is. */
  use(live: Live | undefined): void
  /** Another page: what a person closed may stand there again. */
  enterPage(): void
  /** Opens a campaign's panel as if pressed. @returns whether it stands on the page */
  open(id: string): boolean
  /** Closes what is open. @returns whether something was */
  dismiss(): boolean
  /** Takes everything away, for somebody else; what is for them comes with the next look. */
  clear(): void
  stop(): void
}

/** What fixtures need. */
export interface FixturesOptions {
  stages: Stages
  rules: RuleWatch
  content: ContentLoader
  page: Page
  situation: () => Situation
  report: (code: string, detail: string) => void
  guard: (call: () => void) => void
}

interface Fixture {
  campaign: Campaign
  /** All that makes it look as it does. */
  looks: string | undefined
  unfollow: () => void
  playing?: Playing | undefined
  loading?: boolean
  /** Not on this page any more: closed by the person, unwanted by the page, or broken. */
  away?: boolean
}

function order(boot: Boot): Campaign[] {
  const standing = boot.campaigns.filter(isStanding)
  return standing.sort((left, right) => right.priority - left.priority || (left.id < right.id ? -1 : 1))
}

/** Makes the fixtures of a page; they look again only when an input changed that one of their rules names. */
export function createFixtures(options: FixturesOptions): Fixtures {
  const { stages, rules, content, page, situation, report, guard } = options
  const fixtures = new Map<string, Fixture>()

  const takeDown = (fixture: Fixture): void => {
    const { playing } = fixture
    fixture.playing = undefined
    if (playing !== undefined) guard(playing.stop)
  }
  const remove = (fixture: Fixture): void => {
    fixtures.delete(fixture.campaign.id)
    fixture.unfollow()
    takeDown(fixture)
  }
  const isWanted = (fixture: Fixture): boolean =>
    fixture.away !== true && fixtures.get(fixture.campaign.id) === fixture && isNone(reasonsAgainst(fixture.campaign, situation()))

  const put = (fixture: Fixture, shown: Awaited<ReturnType<ContentLoader['contentOf']>>): void => {
    const { campaign } = fixture
    if (shown === undefined) report('sdk.content', campaign.id)
    // What is not there now is not asked for again and again.
    fixture.away = true
    if (shown === undefined || !page.willShow(stages.noticeOf(campaign))) return
    fixture.away = false
    const stage = stages.make(
      { campaign, content: shown, begin: {} },
      {
        save: () => undefined,
        ended: (how) => {
          fixture.playing = undefined
          fixture.away = true
          page.dismissed({ ...stages.noticeOf(campaign), how })
        },
      },
    )
    fixture.playing = play(shown, stage, {})
  }
  const load = async (fixture: Fixture): Promise<void> => {
    fixture.loading = true
    const shown = await content.contentOf(fixture.campaign).catch(() => undefined)
    fixture.loading = false
    guard(() => {
      if (isWanted(fixture)) put(fixture, shown)
    })
  }
  const look = (fixture: Fixture): void => {
    if (!isWanted(fixture)) takeDown(fixture)
    else if (fixture.playing === undefined && fixture.loading !== true) void load(fixture)
  }
  const follow = (campaign: Campaign, live: Live): void => {
    const fixture: Fixture = { campaign, looks: looksOf(live, campaign.id), unfollow: () => undefined }
    fixtures.set(campaign.id, fixture)
    fixture.unfollow = rules.add(
      [campaign.audience],
      () => look(fixture),
      (now) => ownMoments(campaign, now),
    )
    guard(() => look(fixture))
  }

  return {
    use: (live) => {
      const wanted = live === undefined ? [] : order(live.boot)
      for (const fixture of [...fixtures.values()]) {
        const next = wanted.find((campaign) => campaign.id === fixture.campaign.id)
        const same = next !== undefined && looksOf(live, next.id) === fixture.looks
        const { audience, schedule } = fixture.campaign
        if (!same || JSON.stringify([next.audience, next.schedule]) !== JSON.stringify([audience, schedule])) remove(fixture)
        else fixture.campaign = next
      }
      for (const campaign of wanted) if (live !== undefined && !fixtures.has(campaign.id)) follow(campaign, live)
    },
    enterPage: () => {
      for (const fixture of fixtures.values()) fixture.away = false
    },
    open: (id) => {
      const playing = fixtures.get(id)?.playing
      playing?.open?.()
      return playing?.open !== undefined
    },
    dismiss: () => [...fixtures.values()].some((fixture) => fixture.playing?.dismiss() === true),
    clear: () => {
      for (const fixture of fixtures.values()) {
        takeDown(fixture)
        fixture.away = false
      }
    },
    stop: () => {
      for (const fixture of [...fixtures.values()]) remove(fixture)
    },
  }
}
