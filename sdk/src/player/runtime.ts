import { createLocator } from '../locator'
import type { Boot, Campaign, Element as WireElement } from '../schema/wire'
import { createEventQueue, createSource, createStore, type Outcome, type Store } from '../transport'
import { createDomWatch } from '../ui'
import { SDK_VERSION } from '../version'
import { createAttributes, type Given } from './createAttributes'
import { createContent, type Live } from './createContent'
import { createLauncher, type Launcher } from './createLauncher'
import { createPage } from './createPage'
import { createPerson, type Person, type Session } from './createPerson'
import { createRead } from './createRead'
import { createRecorder } from './createRecorder'
import { createScheduler } from './createScheduler'
import { createTheatre } from './createTheatre'
import { diagnoseCampaigns, type CampaignDiagnosis } from './diagnose'
import type { EventType, StartOptions, StartResult } from './options'
import type { Situation } from './reasonsAgainst'
import { watchLife } from './watchLife'

// Put in by the build: whether unsigned content may be played at all.
declare const __POWER__: boolean

/** What is known of the content in use. */
export interface Verdict {
  release?: number
  seq?: number
  /** Whether signatures were checked and hold. */
  verified: boolean
}

/** A started SDK. */
export interface Runtime {
  readonly sdkVersion: string
  start(): Promise<StartResult>
  /** Takes everything away: widgets, listeners, observers, timers. */
  stop(): void
  /** The boot file in use. Throws where there is none. */
  boot(): Boot
  verdict(): Verdict
  /** Plays a campaign that no release holds, over whatever plays; Power builds only. */
  play(campaign: Campaign, options: { preview: true; elements: WireElement[] }): boolean
  diagnose(): CampaignDiagnosis[]
  /** Codes of what went wrong, newest last. */
  problems(): readonly string[]
  /** Whether history outlives the page. */
  remembers(): boolean
  launch: Launcher['launch']
  /** Remembers what is to start on the next page. */
  later: Launcher['later']
  dismiss(): boolean
  restart(): void
  sendTrackedEvent(name: string, properties?: Record<string, string | number | boolean | null>): void
  setUserId(id: string | null): void
  setAttribute(name: string, value: Given, visibility: 'public' | 'private'): void
  clearPrivateAttributes(): void
  setLanguage(name: string | null): Promise<void>
  setScreenId(id: string | null): void
  setEventsFilter(types: EventType[]): void
}

const MOST_PROBLEMS = 20
const DEFAULT_TIMEOUT_S = 1800

/**
 * Wires an SDK for one page. Nothing happens, nothing is stored or sent before `start()`.
 *
 * @param actions functions that the page registered; read when content names one
 */
export function createRuntime(options: StartOptions, actions: ReadonlyMap<string, () => unknown> = new Map()): Runtime {
  const { key, environment = 'production' } = options
  const now = Date.now
  const end = new AbortController()
  const prefix = `handrail:1:${key}:${environment}:`
  const store: Store = createStore(() => localStorage, prefix)
  const tab: Store = createStore(() => sessionStorage, prefix)
  const page = createPage({ callbacks: options.callbacks ?? {}, actions, callable: options.allow?.call ?? [] })
  const found: string[] = []
  const playedHere = new Set<string>()
  let live: Live | undefined
  let kind: Outcome['kind'] = 'nothing'
  let language = options.language
  let screenId: string | undefined
  let pageSince = now()
  let begun = false

  const report = (code: string, detail: string): void => {
    found.push(code)
    found.splice(0, found.length - MOST_PROBLEMS)
    page.error({ code, detail })
    recorder.record('error', { name: code })
  }
  const guard = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      report('sdk.internal', error instanceof Error ? error.message : String(error))
    }
  }
  const timeout = (): number => options.sessionTimeout ?? live?.boot.settings.sessionTimeout ?? DEFAULT_TIMEOUT_S
  const openPerson = (userId: string | undefined): Person => createPerson({ store, userId, timeout, now })
  let person = openPerson(options.userId)

  const filterName = (): string => `filter:${person.userId ?? ''}`
  const isOff = (type: EventType): boolean =>
    (live?.boot.settings.eventsOff.includes(type) ?? false) || (store.get<EventType[]>(filterName())?.includes(type) ?? false)
  const queue = createEventQueue({
    store,
    now,
    target: () => {
      const url = live?.boot.settings.collector
      if (url === undefined || options.analytics === false || live === undefined) return undefined
      const { release, seq } = { release: live.verified.release.version, seq: live.verified.pointer.seq }
      const user = person.userId === undefined ? {} : { user: person.userId }
      return { url, head: { application: key, environment, release, seq, sdk: SDK_VERSION, ...user } }
    },
  })
  const recorder = createRecorder({ person: () => person, isOff, tell: page.event, queue, now })
  const source = createSource({
    application: key,
    environment,
    trust: options.trust,
    selfHostedUrl: options.selfHostedUrl.replace(/\/+$/, ''),
    seedUrl: options.seedUrl?.replace(/\/+$/, ''),
    graceDays: options.graceDays ?? 30,
    minSeq: options.minSeq ?? 0,
    store,
    signal: end.signal,
    now,
    report,
  })
  const languages = (): readonly string[] => (language === undefined ? navigator.languages : [language])
  const content = createContent(source, languages, report)
  const attributes = createAttributes(tab, () => live?.boot.attributes ?? [])
  const watch = createDomWatch()
  const boot = (): Boot | undefined => live?.boot

  const theatre = createTheatre({
    boot,
    locator: createLocator(key),
    watch,
    attributes,
    person: () => person,
    recorder,
    tab,
    page,
    load: source.blob,
    isOnScreen: (screen) => read(`screen:${screen}`) === true,
    sendEvent: (name) => {
      sendTrackedEvent(name)
    },
    startCampaign: (id, step) => {
      // What asks for it goes off the page first.
      setTimeout(() => void launcher.launch({ id, ...(step === undefined ? {} : { step }) }))
    },
    after: () => {
      setTimeout(() => {
        scheduler.wake('campaign')
      })
    },
    now,
  })
  const read = createRead({
    boot,
    person: () => person,
    attributes,
    find: theatre.find,
    screenId: () => screenId,
    appVersion: options.appVersion,
    platform: options.platform,
    pageSince: () => pageSince,
    now,
  })
  const situation = (): Situation => ({
    read,
    person,
    settings: live?.boot.settings ?? ({} as Boot['settings']),
    off: live?.verified.pointer.off ?? [],
    now: now(),
    playedHere,
    remembers: store.lasting,
    isThere: (element) => theatre.find(element).element !== undefined,
  })
  const launcher = createLauncher({
    live: () => live,
    source,
    content,
    theatre,
    person: () => person,
    tab,
    playedHere,
    read,
    report,
    use: (outcome) => use(outcome),
    now,
  })
  const scheduler = createScheduler({
    situation,
    isBusy: () => theatre.playing() !== undefined || launcher.isStarting(),
    start: (campaign) => void launcher.launch({ id: campaign.id, auto: true }),
    reached: (name) => {
      sendTrackedEvent(name)
    },
    watch,
    find: (id) => theatre.find(id).element,
    pageSince: () => pageSince,
    guard,
  })

  function sendTrackedEvent(name: string, properties?: Record<string, string | number | boolean | null>): void {
    person.noteEvent(name)
    recorder.record('trackedEvent', { name, ...(properties === undefined ? {} : { properties }) })
    theatre.notify({ on: 'trackedEvent', name })
    scheduler.trigger('trackedEvent', name)
    scheduler.wake('event')
  }

  const enterPage = (): void => {
    pageSince = now()
    playedHere.clear()
    const screen = live?.boot.screens.find((one) => read(`screen:${one.id}`) === true)
    recorder.record('pageView', screen === undefined ? {} : { name: screen.id })
    theatre.notify({ on: 'page' })
    scheduler.trigger('pageView')
    scheduler.wake('start')
  }

  const tellSession = (ended: Session | undefined): void => {
    if (ended !== undefined) recorder.record('sessionStop', { session: ended.id })
    recorder.record('sessionStart')
  }
  const renewed = (ended: Session | undefined): void => {
    if (ended === undefined) return
    tellSession(ended)
    void recheck()
    scheduler.wake('start')
  }

  /** Goes over to what an outcome holds; what the new pointer no longer has is closed. */
  async function use(outcome: Outcome): Promise<void> {
    const next = await content.open(outcome)
    if (end.signal.aborted) return
    kind = outcome.kind === 'live' && next === undefined ? 'nothing' : outcome.kind
    const same =
      next !== undefined && live?.verified.state.pointer === next.verified.state.pointer && live.boot.language === next.boot.language
    if (same) return
    live = next
    const playing = theatre.playing()
    const stays = live?.boot.campaigns.some((one) => one.id === playing && !live?.verified.pointer.off.includes(one.id))
    if (playing !== undefined && stays !== true) theatre.clear()
    scheduler.use(live?.boot)
    if (live === undefined) return
    if (begun) scheduler.wake('start')
    else begin()
  }

  function begin(): void {
    begun = true
    if (person.isNew) tellSession(undefined)
    guard(() => {
      if (!launcher.goOn(options.startingCampaignId)) enterPage()
      else recorder.record('pageView')
    })
  }

  const recheck = async (): Promise<void> => {
    await use(await source.check('no-cache'))
  }
  const unlisten = watchLife({
    navigated: () => {
      guard(() => {
        renewed(person.touch())
        if (live !== undefined) enterPage()
      })
    },
    visible: () => {
      void recheck()
      renewed(person.touch())
    },
    hidden: queue.flush,
    active: () => {
      renewed(person.touch())
    },
    signal: end.signal,
  })

  return {
    sdkVersion: SDK_VERSION,
    start: async () => {
      if (options.eventsFilter !== undefined) store.set(filterName(), options.eventsFilter)
      const known = await source.remembered()
      // What was verified before may show while the server is asked; otherwise there is nothing to show before it answers.
      if (known.kind === 'live') {
        await use(known)
        void source.check('default').then(use)
      } else await use(await source.check('default'))
      const release = live?.verified.release.version
      const reason = found.at(-1)
      return { status: kind, ...(release === undefined ? {} : { release }), ...(kind === 'live' || reason === undefined ? {} : { reason }) }
    },
    stop: () => {
      end.abort()
      unlisten()
      scheduler.stop()
      theatre.clear()
      watch.stop()
      queue.flush()
    },
    boot: () => {
      if (live === undefined) throw new Error('there is no verified content')
      return live.boot
    },
    verdict: () => {
      const known = live && { release: live.verified.release.version, seq: live.verified.pointer.seq }
      return { ...known, verified: live !== undefined }
    },
    play: (campaign, { elements }) => {
      if (!__POWER__) throw new Error('only Power builds play unsigned content')
      if (campaign.content === undefined) return false
      return theatre.put({ campaign, content: campaign.content, begin: {}, preview: { elements } })
    },
    diagnose: () => diagnoseCampaigns(live?.boot.campaigns ?? [], situation()),
    problems: () => found,
    remembers: () => store.lasting,
    launch: launcher.launch,
    later: launcher.later,
    dismiss: theatre.dismiss,
    restart: () => {
      renewed(person.restart())
    },
    sendTrackedEvent,
    setUserId: (id) => {
      const userId = id ?? undefined
      if (userId === person.userId) return
      const wasSomebody = person.userId !== undefined
      person = openPerson(userId)
      // Guidance and properties of one person are none of the next one's business.
      if (wasSomebody) {
        attributes.clear()
        theatre.clear()
      }
      if (person.isNew) tellSession(undefined)
      scheduler.wake('start')
    },
    setAttribute: (name, value, visibility) => {
      if (!attributes.set(name, value, visibility)) return
      const told = attributes.shown(name)
      if (visibility === 'public' && told !== undefined) recorder.record('attributeSet', { name, properties: { value: told } })
      scheduler.wake('attribute')
    },
    clearPrivateAttributes: () => {
      attributes.clearPrivate()
      scheduler.wake('attribute')
    },
    setLanguage: async (name) => {
      language = name ?? undefined
      if (live !== undefined) await use({ kind: 'live', verified: live.verified, unchanged: false })
    },
    setScreenId: (id) => {
      screenId = id ?? undefined
      scheduler.wake('navigation')
    },
    setEventsFilter: (types) => {
      store.set(filterName(), types)
    },
  }
}
