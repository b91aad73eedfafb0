import { isStanding } from '../kinds/play'
import type { Read } from '../rules'
import { runProgram } from '../rules'
import type { Campaign } from '../schema/wire'
import type { Store } from '../transport'
import type { ContentLoader, Live } from './createContent'
import type { Person } from './createPerson'
import type { Theatre } from './createTheatre'
import { parsePermalink } from './parseCall'
import { pause, readStyle } from '../ui'
import { isNone, reasonsAgainstAny } from './reasonsAgainst'

/** What to start. */
export interface Launch {
  /** Id of a campaign, or */
  id?: string
  /** its trigger key. */
  key?: string
  step?: string | undefined
  /** It starts by itself: counts towards the caps. */
  auto?: boolean
  /** By a link: only campaigns that allow it, and only for their audience. */
  link?: boolean
  /** By a press of the person on this page. */
  trusted?: boolean
}

/** Starts campaigns. */
export interface Launcher {
  /** @returns whether it is on the page now */
  launch(what: Launch): Promise<boolean>
  isStarting(): boolean
  /** Shows what plays anew, where it stands: its content, look or language is another now. */
  refresh(): Promise<void>
  /**
   * Goes on with what a page load interrupted, or starts what the address or `start()` asks for.
   *
   * @returns whether it is on the page then; undefined where there is no such thing
   */
  goOn(startingKey: string | undefined): Promise<boolean> | undefined
  /** Starts what was asked for when no campaign of that name was known yet. @returns the same */
  retry(): Promise<boolean> | undefined
  /** Remembers what is to start on the next page. */
  later(what: Launch): void
}

/** What a launcher needs. */
export interface LauncherOptions {
  live: () => Live | undefined
  content: ContentLoader
  theatre: Theatre
  /** Opens what stands on the page already. @returns whether it does */
  open: (id: string) => boolean
  person: () => Person
  /** Lives as long as the tab. */
  tab: Store
  /** Campaigns that were on this page already; filled here. */
  playedHere: Set<string>
  read: Read
  report: (code: string, detail: string) => void
  /** Whether the last check is too old to start anything by. */
  isStale: () => boolean
  /** Asks the server whether all is as it was. */
  recheck: () => Promise<void>
}

/** Makes a launcher: the one way by which a campaign of a release gets onto the page. */
export function createLauncher(options: LauncherOptions): Launcher {
  const { live, content, theatre, person, tab, playedHere, read, report, recheck } = options
  let starting = false
  let unmet: Launch | undefined
  let leaving = false

  const campaignOf = ({ id, key, link }: Launch): Campaign | undefined => {
    const found = live()?.boot.campaigns.find((one) => (id === undefined ? one.key === key : one.id === id))
    if (found === undefined || !isNone(reasonsAgainstAny(found, live()?.verified.pointer.off ?? []))) return undefined
    if (link !== true) return found
    return found.link && (found.audience === undefined || runProgram(found.audience, read)) ? found : undefined
  }

  const start = async (what: Launch, begin: Parameters<Theatre['put']>[0]['begin']): Promise<boolean> => {
    // A pause or a stop must reach an open tab before it shows something new.
    if (options.isStale()) await recheck()
    let campaign = campaignOf(what)
    let shown = campaign && (await content.contentOf(campaign))
    if (campaign !== undefined && shown === undefined) {
      await recheck()
      campaign = campaignOf(what)
      shown = campaign && (await content.contentOf(campaign))
      if (campaign !== undefined && shown === undefined) report('sdk.content', campaign.id)
    }
    if (campaign === undefined || shown === undefined) return false
    readStyle()
    await pause()
    if (isStanding(campaign)) return options.open(campaign.id)
    if (what.auto === true && theatre.playing() !== undefined) return false
    playedHere.add(campaign.id)
    const put = theatre.put({ campaign, content: shown, begin })
    if (put && what.auto === true) person().noteAutoPlay()
    return put
  }

  const guarded = async (what: Launch, begin: Parameters<Theatre['put']>[0]['begin']): Promise<boolean> => {
    starting = true
    try {
      return await start(what, begin)
    } catch (error) {
      theatre.clear()
      report('sdk.internal', error instanceof Error ? error.message : String(error))
      return false
    } finally {
      starting = false
    }
  }

  const begin = (what: Launch): Promise<boolean> => guarded(what, { step: what.step, trusted: what.trusted === true })
  const retry = (): Promise<boolean> | undefined => {
    const what = unmet
    if (what === undefined || campaignOf(what) === undefined) return undefined
    unmet = undefined
    return begin(what)
  }

  return {
    launch: begin,
    isStarting: () => starting,
    refresh: async () => {
      const id = theatre.playing()
      const campaign = id === undefined ? undefined : campaignOf({ id })
      const shown = campaign && (await content.contentOf(campaign))
      // It may have been closed meanwhile.
      if (campaign === undefined || shown === undefined || theatre.playing() !== id) return
      const kept = theatre.interrupted()
      theatre.put({
        campaign,
        content: shown,
        begin: kept?.campaign === id && kept !== undefined ? { resume: kept.progress } : {},
        again: true,
      })
    },
    later: (what) => {
      leaving = true
      // On the next page nobody has pressed anything yet.
      tab.set('later', { ...what, trusted: false })
    },
    goOn: (startingKey) => {
      // What this page has sent away for is the next one's.
      const later = leaving ? undefined : tab.get<Launch>('later')
      if (!leaving) tab.set('later', undefined)
      const linked = parsePermalink(location.search)
      const wanted = later ?? (linked && { ...linked, link: true }) ?? (startingKey === undefined ? undefined : { key: startingKey })
      const interrupted = theatre.interrupted()
      if (wanted === undefined && interrupted !== undefined) {
        const what = { id: interrupted.campaign }
        return campaignOf(what) && guarded(what, { resume: interrupted.progress })
      }
      unmet = wanted
      return retry()
    },
    retry,
  }
}
