import type { Begin, Ending, Progress, Sighting, Stage } from '../kinds/stage'
import type { Content } from '../kinds/play'
import type { Locator } from '../locator'
import { isRendered } from '../locator/isRendered'
import { runProgram, type Read, type Value } from '../rules'
import type { Action, Boot, Campaign, Element as WireElement } from '../schema/wire'
import type { BlobRef, Bytes } from '../transport'
import { fillPlaces, isSafeLink, type DomWatch } from '../ui'
import type { Attributes } from './createAttributes'
import type { Page } from './createPage'
import type { Person } from './createPerson'
import type { Recorder } from './createReporting'
import type { RuleWatch } from './createRuleWatch'
import type { CampaignNotice, StartOptions } from './options'
import { previewOf } from './previewOf'

/** How a campaign is put on. */
export interface Show {
  campaign: Campaign
  content: Content
  begin: Begin
  /** The same in its newest form, or in another language: asks nobody and counts for nothing. */
  again?: boolean
  /** Unsaved content played in place: leaves no trace. With elements that no release holds. */
  preview?: { elements: WireElement[] }
}

/** What differs between stages. */
export interface StageOwner {
  save: (progress: Progress | undefined) => void
  ended: (how: Ending) => void
}

/** Makes stages: what campaigns of all kinds are shown with. */
export interface Stages {
  make(show: Show, owner: StageOwner): Stage
  /** What the page is told of a campaign. */
  noticeOf(campaign: Campaign): CampaignNotice
  /** Counts a play and records it. */
  note(campaign: Campaign): void
  /** Looks a captured element up. */
  find(id: string): Sighting
}

/** What stages need. */
export interface StagesOptions {
  boot: () => Boot | undefined
  locator: Locator
  watch: DomWatch
  attributes: Attributes
  person: () => Person
  recorder: Recorder
  page: Page
  rules: RuleWatch
  allow: NonNullable<StartOptions['allow']>
  load: (ref: BlobRef) => Promise<Bytes | undefined>
  address: (ref: BlobRef) => string
  read: Read
  report: (code: string, detail: string) => void
  sendEvent: (name: string) => void
  setAttribute: (name: string, value: Value) => void
  startCampaign: (id: string, step: string | undefined, trusted: boolean) => void
  /** What is known of a campaign and this person is another now. */
  changed: () => void
  now: () => number
}

const SPOKEN: Partial<Record<Action['do'], string>> = { close: 'abbi://close', never: 'abbi://never', next: 'abbi://ok' }
const MINUTE_MS = 60_000

/** A theme that would load something, or hides what it does: none that the console compiles does. */
const UNTOWARD_STYLE = /\\|@(?!media)|\((?!prefers-)/

function themesOf(boot: Boot, campaign: Campaign): string[] {
  const ids = [boot.defaultTheme, campaign.theme].filter((id) => id !== undefined)
  const styles = ids.flatMap((id) => boot.themes.find((theme) => theme.id === id)?.css ?? [])
  return styles.filter((css) => !UNTOWARD_STYLE.test(css))
}

function openLink({ link, newTab }: Action): void {
  if (link === undefined || !isSafeLink(link)) return
  if (newTab === true) window.open(link, '_blank', 'noopener')
  else location.assign(link)
}

/** Makes the maker. */
export function createStages(options: StagesOptions): Stages {
  const { boot, locator, attributes, person, recorder, page, rules, read, now } = options
  const corners = new Map<string, HTMLElement[]>()

  const elementOf = (id: string, show: Partial<Show>): WireElement | undefined =>
    previewOf(show)?.elements.find((one) => one.id === id) ?? boot()?.elements.find((one) => one.id === id)
  const find = (id: string, show: Partial<Show> = {}): Sighting => {
    const element = elementOf(id, show)
    if (element === undefined) return { status: 'missing', reasons: ['unknown'] }
    const result = locator.find(element.locator)
    return result.status === 'found' && !isRendered(result.element) ? { status: 'missing', reasons: ['hidden'] } : result
  }
  const noticeOf = ({ id, key, kind }: Campaign): CampaignNotice => ({ campaign: id, key, kind })
  const note = ({ id }: Campaign): void => {
    const plays = (person().campaign(id)?.plays ?? 0) + 1
    person().noteCampaign(id, { plays, lastAt: now(), lastSession: person().session.number })
    recorder.record('campaignViewed', { campaign: id })
  }
  const runAction = (campaign: Campaign, action: Action, step: string | undefined, trusted: boolean): unknown => {
    const told = action.do === 'returnValue' ? action.value : SPOKEN[action.do]
    const notice = { ...noticeOf(campaign), step }
    const answer = told === undefined ? undefined : page.action({ ...notice, action: told })
    if (action.do === 'never') person().noteCampaign(campaign.id, { never: true })
    else if (action.do === 'snooze') person().noteCampaign(campaign.id, { snoozedUntil: now() + (action.minutes ?? 0) * MINUTE_MS })
    else if (action.do === 'sendEvent' && action.event !== undefined) options.sendEvent(action.event)
    else if (action.do === 'openLink') openLink(action)
    else if (action.do === 'startCampaign' && action.campaign !== undefined) options.startCampaign(action.campaign, action.step, trusted)
    return answer
  }

  const make = (show: Show, { save, ended }: StageOwner): Stage => {
    const { campaign } = show
    const preview = previewOf(show)
    const content = boot()
    const record: Stage['record'] = (type, more = {}) => {
      if (preview !== undefined) return
      if ((type === 'campaignClicked' || type === 'stepClicked') && person().campaign(campaign.id)?.clicked !== true) {
        person().noteCampaign(campaign.id, { clicked: true })
        options.changed()
      }
      recorder.record(type, { campaign: campaign.id, ...more })
    }
    return {
      look: {
        direction: content?.direction ?? 'ltr',
        language: content?.language ?? '',
        themes: content === undefined ? [] : themesOf(content, campaign),
        say: (key) => {
          const word: unknown = content?.words[key]
          return typeof word === 'string' ? word : ''
        },
        frames: content?.settings.frameOrigins,
        address: options.address,
        blocked: (code) => options.report(code, campaign.id),
      },
      fill: (text) => fillPlaces(text, attributes.shown),
      load: options.load,
      watch: options.watch,
      find: (id) => find(id, show),
      tagOf: (id) => elementOf(id, show)?.locator.tag,
      isOnScreen: (screen) => read(`screen:${screen}`) === true,
      holds: (program, own) => runProgram(program, own === undefined ? read : (variable) => own(variable) ?? read(variable)),
      follow: (programs, changed) => rules.add(programs, changed),
      record,
      shown: () => {
        // What comes and goes with its element counts once in a session.
        if (preview === undefined && person().campaign(campaign.id)?.lastSession !== person().session.number) {
          note(campaign)
          options.changed()
        }
      },
      done: () => (preview === undefined ? (person().campaign(campaign.id)?.done ?? []) : []),
      keepDone: (done, all) => {
        if (preview !== undefined) return
        const before = person().campaign(campaign.id)?.completed === true
        person().noteCampaign(campaign.id, { done, ...(all ? { completed: true } : {}) })
        if (all && !before) {
          record('campaignCompleted')
          options.changed()
        }
      },
      act: (action, { step, trusted = false } = {}) => runAction(campaign, action, step, trusted),
      setAttribute: (name, value) => {
        if (preview === undefined) options.setAttribute(name, value)
      },
      allow: options.allow,
      call: page.call,
      refuse: (code, step) => {
        options.report(code, `${campaign.id} ${step}`)
      },
      corners,
      save: (progress) => {
        if (preview === undefined) save(progress)
      },
      ended,
    }
  }
  return { make, noticeOf, note, find }
}
