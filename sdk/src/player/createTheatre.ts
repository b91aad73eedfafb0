import type { Action, Boot, Campaign, Element as WireElement } from '../schema/wire'
import type { Locator } from '../locator'
import { isRendered } from '../locator/isRendered'
import { play, type Content } from '../kinds/play'
import type { Begin, Playing, Progress, Sighting, Signal, Stage } from '../kinds/stage'
import { fillPlaces, isSafeLink, type DomWatch } from '../ui'
import type { Bytes, BlobRef, Store } from '../transport'
import type { Attributes } from './createAttributes'
import type { Person } from './createPerson'
import type { Recorder } from './createRecorder'
import type { CampaignNotice } from './options'
import type { Page } from './createPage'

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

/** Where campaigns play: one at a time. */
export interface Theatre {
  /** @returns whether it is on the page now */
  put(show: Show): boolean
  /** Id of what plays; undefined while nothing does. */
  playing(): string | undefined
  /** Whether what plays is no release's. */
  isPreview(): boolean
  /** Where a walkthrough stood before the page was loaded anew. */
  interrupted(): { campaign: string; progress: Progress } | undefined
  notify(signal: Signal): void
  /** Closes what plays, as if by its close button. @returns whether something did */
  dismiss(): boolean
  /** Takes what plays off the page without a word. */
  clear(): void
  /** Looks a captured element up. */
  find(id: string): Sighting
  tagOf(id: string): string | undefined
}

/** What a theatre needs. */
export interface TheatreOptions {
  boot: () => Boot | undefined
  locator: Locator
  watch: DomWatch
  attributes: Attributes
  person: () => Person
  recorder: Recorder
  /** Lives as long as the tab. */
  tab: Store
  page: Page
  load: (ref: BlobRef) => Promise<Bytes | undefined>
  isOnScreen: (screen: string) => boolean
  sendEvent: (name: string) => void
  startCampaign: (id: string, step: string | undefined) => void
  /** A campaign left the page. */
  after: () => void
  now: () => number
}

interface Kept {
  campaign: string
  session: string
  progress: Progress
}

const SPOKEN: Partial<Record<Action['do'], string>> = { close: 'abbi://close', never: 'abbi://never', next: 'abbi://ok' }
const MINUTE_MS = 60_000

function themesOf(boot: Boot, campaign: Campaign): string[] {
  const ids = [boot.defaultTheme, campaign.theme].filter((id) => id !== undefined)
  return ids.flatMap((id) => boot.themes.find((theme) => theme.id === id)?.css ?? [])
}

/** Makes the theatre of a page. */
export function createTheatre(options: TheatreOptions): Theatre {
  const { boot, locator, watch, attributes, person, recorder, tab, page, now } = options
  let active: { show: Show; playing?: Playing } | undefined

  const elementOf = (id: string): WireElement | undefined => {
    const previewed = active?.show.preview?.elements.find((one) => one.id === id)
    return previewed ?? boot()?.elements.find((one) => one.id === id)
  }
  const find = (id: string): Sighting => {
    const element = elementOf(id)
    if (element === undefined) return { status: 'missing', reasons: ['unknown'] }
    const result = locator.find(element.locator)
    if (result.status !== 'found') return result
    if (!isRendered(result.element)) return { status: 'missing', reasons: ['hidden'] }
    return { status: 'found', element: result.element, reasons: result.changed ?? [] }
  }
  const tagOf = (id: string): string | undefined => elementOf(id)?.locator.tag

  const openLink = ({ link, newTab }: Action): void => {
    if (link === undefined || !isSafeLink(link)) return
    if (newTab === true) window.open(link, '_blank', 'noopener')
    else location.assign(link)
  }

  const runAction = (campaign: Campaign, notice: CampaignNotice, action: Action, step: string | undefined): void => {
    const told = action.do === 'returnValue' ? action.value : SPOKEN[action.do]
    if (told !== undefined) page.action({ ...notice, ...(step === undefined ? {} : { step }), action: told })
    if (action.do === 'never') person().noteCampaign(campaign.id, { never: true })
    else if (action.do === 'snooze') person().noteCampaign(campaign.id, { snoozedUntil: now() + (action.minutes ?? 0) * MINUTE_MS })
    else if (action.do === 'sendEvent' && action.event !== undefined) options.sendEvent(action.event)
    else if (action.do === 'openLink') openLink(action)
    else if (action.do === 'startCampaign' && action.campaign !== undefined) options.startCampaign(action.campaign, action.step)
  }

  const makeStage = (show: Show, content: Boot): Stage => {
    const { campaign, preview } = show
    const notice: CampaignNotice = { campaign: campaign.id, key: campaign.key, kind: campaign.kind }
    const mine = (): boolean => active?.show === show
    return {
      look: {
        direction: content.direction,
        language: content.language,
        themes: themesOf(content, campaign),
        say: (key) => content.words[key] ?? '',
      },
      fill: (text) => fillPlaces(text, attributes.shown),
      load: options.load,
      watch,
      find,
      tagOf,
      isOnScreen: options.isOnScreen,
      record: (type, more = {}) => {
        if (preview !== undefined) return
        if (type === 'campaignClicked' || type === 'stepClicked') person().noteCampaign(campaign.id, { clicked: true })
        recorder.record(type, { campaign: campaign.id, ...more })
      },
      act: (action, step) => {
        runAction(campaign, notice, action, step)
      },
      save: (progress) => {
        if (preview !== undefined) return
        const kept = progress && ({ campaign: campaign.id, session: person().session.id, progress } satisfies Kept)
        tab.set('progress', kept)
      },
      ended: (how) => {
        if (mine()) active = undefined
        if (preview === undefined) {
          if (how === 'completed') person().noteCampaign(campaign.id, { completed: true })
          if (how !== 'broken') recorder.record(how === 'completed' ? 'campaignCompleted' : 'campaignDismissed', { campaign: campaign.id })
        }
        page.dismissed({ ...notice, how })
        options.after()
      },
    }
  }

  const clear = (): void => {
    active?.playing?.stop()
    active = undefined
  }

  const note = ({ campaign }: Show): void => {
    const plays = (person().campaign(campaign.id)?.plays ?? 0) + 1
    person().noteCampaign(campaign.id, { plays, lastAt: now(), lastSession: person().session.number })
    recorder.record('campaignViewed', { campaign: campaign.id })
  }

  return {
    put: (show) => {
      const { campaign, preview } = show
      const content = boot()
      if (content === undefined) return false
      const { again = false } = show
      if (!again && !page.willShow({ campaign: campaign.id, key: campaign.key, kind: campaign.kind })) return false
      clear()
      const current: { show: Show; playing?: Playing } = { show }
      active = current
      if (preview === undefined && !again && show.begin.resume === undefined) {
        tab.set('progress', undefined)
        note(show)
      }
      const playing = play(show.content, makeStage(show, content), show.begin)
      if (playing === undefined) active = undefined
      else current.playing = playing
      return active === current
    },
    playing: () => active?.show.campaign.id,
    isPreview: () => active?.show.preview !== undefined,
    interrupted: () => {
      const kept = tab.get<Kept>('progress')
      return kept?.session === person().session.id ? kept : undefined
    },
    notify: (signal) => {
      active?.playing?.notify(signal)
    },
    dismiss: () => {
      if (active === undefined) return false
      active.playing?.dismiss()
      return true
    },
    clear,
    find,
    tagOf,
  }
}
