import type { Boot } from '../schema/wire'
import { play } from '../kinds/play'
import type { Playing, Progress, Signal } from '../kinds/stage'
import type { Store } from '../transport'
import type { Person } from './createPerson'
import type { Recorder } from './createReporting'
import type { Show, Stages } from './createStages'
import type { Page } from './createPage'
import { previewOf } from './previewOf'

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
}

/** What a theatre needs. */
export interface TheatreOptions {
  boot: () => Boot | undefined
  stages: Stages
  person: () => Person
  recorder: Recorder
  /** Lives as long as the tab. */
  tab: Store
  page: Page
  /** A campaign left the page. */
  after: () => void
}

interface Kept {
  campaign: string
  session: string
  progress: Progress
}

/** Makes the theatre of a page. */
export function createTheatre(options: TheatreOptions): Theatre {
  const { boot, stages, person, recorder, tab, page } = options
  let active: { show: Show; playing?: Playing } | undefined

  const clear = (): void => {
    active?.playing?.stop()
    active = undefined
  }

  return {
    put: (show) => {
      const { campaign } = show
      const preview = previewOf(show)
      if (boot() === undefined) return false
      const { again = false } = show
      if (!again && !page.willShow(stages.noticeOf(campaign))) return false
      clear()
      const current: { show: Show; playing?: Playing } = { show }
      active = current
      if (preview === undefined && !again && show.begin.resume === undefined) {
        tab.set('progress', undefined)
        stages.note(campaign)
      }
      const stage = stages.make(show, {
        save: (progress) => {
          tab.set('progress', progress && ({ campaign: campaign.id, session: person().session.id, progress } satisfies Kept))
        },
        ended: (how) => {
          if (active === current) active = undefined
          if (preview === undefined) {
            if (how === 'completed') person().noteCampaign(campaign.id, { completed: true })
            if (how !== 'broken')
              recorder.record(how === 'completed' ? 'campaignCompleted' : 'campaignDismissed', { campaign: campaign.id })
          }
          page.dismissed({ ...stages.noticeOf(campaign), how })
          options.after()
        },
      })
      const playing = play(show.content, stage, show.begin)
      if (playing === undefined) active = undefined
      else current.playing = playing
      return active === current
    },
    playing: () => active?.show.campaign.id,
    isPreview: () => active !== undefined && previewOf(active.show) !== undefined,
    interrupted: () => {
      const kept = tab.get<Kept>('progress')
      return kept?.session === person().session.id ? kept : undefined
    },
    notify: (signal) => {
      active?.playing?.notify?.(signal)
    },
    dismiss: () => active?.playing?.dismiss() ?? false,
    clear,
  }
}
