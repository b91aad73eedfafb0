import { createLocator } from '../locator'
import type { Boot } from '../schema/wire'
import { createEventQueue, createSource, createStore, type Store } from '../transport'
import { createDomWatch } from '../ui'
import { SDK_VERSION } from '../version'
import type { Runtime } from './contract'
import { createAttributes } from './createAttributes'
import { createContent } from './createContent'
import { createLifecycle, type Current } from './createLifecycle'
import { createLauncher } from './createLauncher'
import { createPage } from './createPage'
import { createPerson, type Person } from './createPerson'
import { createRead } from './createRead'
import { createRecorder } from './createRecorder'
import { createScheduler } from './createScheduler'
import { createTheatre } from './createTheatre'
import { diagnoseCampaigns } from './diagnose'
import type { EventType, StartOptions } from './options'
import type { Situation } from './reasonsAgainst'
import { watchLife } from './watchLife'

// Put in by the build: whether unsigned content may be played at all.
declare const __POWER__: boolean

export type { Runtime, Verdict } from './contract'

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
  const current: Current = { kind: 'nothing', pageSince: now() }
  let language = options.language
  let screenId: string | undefined

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
  const timeout = (): number => options.sessionTimeout ?? current.live?.boot.settings.sessionTimeout ?? DEFAULT_TIMEOUT_S
  const openPerson = (userId: string | undefined): Person => createPerson({ store, userId, timeout, now })
  let person = openPerson(options.userId)

  const filterName = (): string => `filter:${person.userId ?? ''}`
  const isOff = (type: EventType): boolean =>
    (current.live?.boot.settings.eventsOff.includes(type) ?? false) || (store.get<EventType[]>(filterName())?.includes(type) ?? false)
  const queue = createEventQueue({
    store,
    now,
    target: () => {
      const { live } = current
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
  const attributes = createAttributes(tab, () => current.live?.boot.attributes ?? [])
  // Whoever was here before the page load leaves no properties behind for somebody else.
  const before = tab.get<string>('who')
  if (before !== undefined && before !== options.userId) attributes.clear()
  tab.set('who', options.userId)
  const watch = createDomWatch()
  const boot = (): Boot | undefined => current.live?.boot

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
    pageSince: () => current.pageSince,
    now,
  })
  const situation = (): Situation => ({
    read,
    person,
    settings: current.live?.boot.settings ?? ({} as Boot['settings']),
    off: current.live?.verified.pointer.off ?? [],
    now: now(),
    playedHere,
    remembers: store.lasting,
    isThere: (element) => theatre.find(element).element !== undefined,
  })
  const launcher = createLauncher({
    live: () => current.live,
    source,
    content,
    theatre,
    person: () => person,
    tab,
    playedHere,
    read,
    report,
    use: (outcome) => lifecycle.use(outcome),
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
    pageSince: () => current.pageSince,
    guard,
  })

  function sendTrackedEvent(name: string, properties?: Record<string, string | number | boolean | null>): void {
    person.noteEvent(name)
    recorder.record('trackedEvent', { name, ...(properties === undefined ? {} : { properties }) })
    theatre.notify({ on: 'trackedEvent', name })
    scheduler.trigger('trackedEvent', name)
    scheduler.wake('event')
  }

  const lifecycle = createLifecycle({
    current,
    source,
    content,
    theatre,
    scheduler,
    launcher,
    recorder,
    read,
    person: () => person,
    playedHere,
    startingKey: options.startingCampaignId,
    signal: end.signal,
    guard,
    now,
  })
  const touch = (): void => {
    // Before there is content nobody has said how long a break ends a session.
    if (current.live !== undefined) lifecycle.renewed(person.touch())
  }
  const unlisten = watchLife({
    navigated: () => {
      guard(touch)
      guard(lifecycle.enterPage)
    },
    visible: () => {
      void lifecycle.recheck()
      guard(touch)
    },
    hidden: queue.flush,
    active: () => {
      guard(touch)
      lifecycle.used()
    },
    signal: end.signal,
  })

  return {
    sdkVersion: SDK_VERSION,
    start: async () => {
      if (options.eventsFilter !== undefined) store.set(filterName(), options.eventsFilter)
      await lifecycle.open()
      const { live, kind } = current
      const reason = kind === 'live' ? undefined : found.at(-1)
      return { status: kind, ...(live && { release: live.verified.release.version }), ...(reason !== undefined && { reason }) }
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
      if (current.live === undefined) throw new Error('there is no verified content')
      return current.live.boot
    },
    verdict: () => {
      const known = current.live?.verified
      return { ...(known && { release: known.release.version, seq: known.pointer.seq }), verified: known !== undefined }
    },
    play: (campaign, { elements }) => {
      if (!__POWER__) throw new Error('only Power builds play unsigned content')
      if (campaign.content === undefined) return false
      return theatre.put({ campaign, content: campaign.content, begin: {}, preview: { elements } })
    },
    diagnose: () => diagnoseCampaigns(current.live?.boot.campaigns ?? [], situation()),
    problems: () => found,
    remembers: () => store.lasting,
    launch: launcher.launch,
    later: launcher.later,
    dismiss: theatre.dismiss,
    restart: () => {
      lifecycle.renewed(person.restart())
    },
    sendTrackedEvent,
    setUserId: (id) => {
      const userId = id ?? undefined
      if (userId === person.userId) return
      const wasSomebody = person.userId !== undefined
      person = openPerson(userId)
      tab.set('who', userId)
      // Guidance and properties of one person are none of the next one's business.
      if (wasSomebody) {
        attributes.clear()
        theatre.clear()
      }
      lifecycle.tellNew()
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
      const { live } = current
      if (live !== undefined) await lifecycle.use({ kind: 'live', verified: live.verified })
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
