import { createLocator, createRoots } from '../locator'
import type { Wake } from '../rules'
import type { Boot } from '../schema/wire'
import { createSource, createStore, type Store } from '../transport'
import { createDomWatch } from '../ui'
import { SDK_VERSION } from '../version'
import type { Runtime } from './contract'
import { createAttributes, type Given } from './createAttributes'
import { createContent, type Live } from './createContent'
import { createFixtures } from './createFixtures'
import { createLifecycle, type Current } from './createLifecycle'
import { createLauncher } from './createLauncher'
import { createPage } from './createPage'
import { createPerson, type Person } from './createPerson'
import { createProblems } from './createProblems'
import { createRead } from './createRead'
import { createReporting } from './createReporting'
import { createRuleWatch } from './createRuleWatch'
import { createScheduler } from './createScheduler'
import { createStages } from './createStages'
import { createTheatre } from './createTheatre'
import { diagnoseCampaigns } from './diagnose'
import type { StartOptions } from './options'
import type { Situation } from './reasonsAgainst'
import { watchLife } from './watchLife'

// Put in by the build: whether unsigned content may be played at all.
declare const __POWER__: boolean

export type { Runtime, Verdict } from './contract'

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
  const playedHere = new Set<string>()
  const current: Current = { kind: 'nothing', pageSince: now() }
  let language = options.language
  let screenId: string | undefined

  const problems = createProblems((code, detail) => {
    // What was under way at `stop()` breaks off: that is nobody's fault.
    if (end.signal.aborted) return
    page.error({ code, detail })
    recorder.record('error', { name: code })
  })
  const { report, guard } = problems
  const timeout = (): number => options.sessionTimeout ?? current.live?.boot.settings.sessionTimeout ?? DEFAULT_TIMEOUT_S
  const openPerson = (userId: string | undefined): Person => createPerson({ store, userId, timeout, now })
  let person = openPerson(options.userId)
  const live = (): Live | undefined => current.live
  const { recorder, queue, filter } = createReporting({ options, environment, store, live, person: () => person, page, now })
  const selfHostedUrl = options.selfHostedUrl.replace(/\/+$/, '')
  const source = createSource({
    application: key,
    environment,
    trust: options.trust,
    selfHostedUrl,
    seedUrl: options.seedUrl?.replace(/\/+$/, ''),
    graceDays: options.graceDays ?? 30,
    minSeq: options.minSeq ?? 0,
    store,
    signal: end.signal,
    now,
    report,
  })
  const content = createContent(source, () => (language === undefined ? navigator.languages : [language]), report)
  const attributes = createAttributes(tab, () => current.live?.boot.attributes ?? [])
  // Whoever was here before the page load leaves no properties behind for somebody else.
  const before = tab.get<string>('who')
  if (before !== undefined && before !== options.userId) attributes.clear()
  tab.set('who', options.userId)
  const roots = createRoots()
  const watch = createDomWatch(roots)
  const boot = (): Boot | undefined => current.live?.boot

  const situation = (): Situation => ({
    read,
    person,
    settings: current.live?.boot.settings ?? ({} as Boot['settings']),
    off: current.live?.verified.pointer.off ?? [],
    now: now(),
    playedHere,
    remembers: store.lasting,
    isThere: (element) => stages.find(element).element !== undefined,
  })
  /** What is known of campaigns and this person is not what it was; whoever said so finishes first. */
  const changed = (): void => {
    setTimeout(() => {
      wake('campaign')
    })
  }
  const pageSince = (): number => current.pageSince
  const rules = createRuleWatch({ boot, situation, watch, pageSince, guard })
  const read = createRead({
    boot,
    person: () => person,
    attributes,
    find: (id) => stages.find(id),
    screenId: () => screenId,
    appVersion: options.appVersion,
    platform: options.platform,
    pageSince,
    now,
  })
  const stages = createStages({
    boot,
    locator: createLocator(key, roots),
    watch,
    attributes,
    person: () => person,
    recorder,
    page,
    rules,
    allow: options.allow ?? {},
    load: source.blob,
    address: ({ sha256, extension }) => `${selfHostedUrl}/blobs/${sha256}.${extension}`,
    read,
    report,
    sendEvent: sendTrackedEvent,
    setAttribute,
    startCampaign: (id, step, trusted) => {
      // What asks for it goes off the page first.
      setTimeout(() => void launcher.launch({ id, trusted, step }))
    },
    changed,
    now,
  })
  const theatre = createTheatre({ boot, stages, person: () => person, recorder, tab, page, after: changed })
  const fixtures = createFixtures({ stages, rules, content, page, situation, report, guard })
  const launcher = createLauncher({
    live,
    content,
    theatre,
    open: fixtures.open,
    person: () => person,
    tab,
    playedHere,
    read,
    report,
    isStale: () => lifecycle.isStale(),
    recheck: () => lifecycle.recheck(),
  })
  const scheduler = createScheduler({
    situation,
    isBusy: () => theatre.playing() !== undefined || launcher.isStarting(),
    start: (campaign) => void launcher.launch({ id: campaign.id, auto: true }),
    reached: sendTrackedEvent,
    watch,
    find: (id) => stages.find(id).element,
    pageSince,
    guard,
  })

  function sendTrackedEvent(name: string, properties?: Record<string, string | number | boolean | null>): void {
    person.noteEvent(name)
    recorder.record('trackedEvent', { name, properties })
    theatre.notify({ on: 'trackedEvent', name })
    scheduler.trigger('trackedEvent', name)
    wake('event')
  }
  function setAttribute(name: string, value: Given, visibility: 'public' | 'private' = 'public'): void {
    if (!attributes.set(name, value, visibility)) return
    const told = attributes.shown(name)
    if (visibility === 'public' && told !== undefined) recorder.record('attributeSet', { name, properties: { value: told } })
    wake('attribute')
  }
  function wake(kind: Wake | 'start'): void {
    rules.wake(kind)
    scheduler.wake(kind)
  }

  const lifecycle = createLifecycle({
    current,
    source,
    content,
    theatre,
    fixtures,
    scheduler,
    wake,
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
      if (options.eventsFilter !== undefined) filter(options.eventsFilter)
      await lifecycle.open()
      const { kind, live: used } = current
      const reason = kind === 'live' ? undefined : problems.list.at(-1)
      return { status: kind, release: used?.verified.release.version, reason }
    },
    stop: () => {
      end.abort()
      unlisten()
      scheduler.stop()
      theatre.clear()
      fixtures.stop()
      rules.stop()
      watch.stop()
      queue.flush()
    },
    boot: () => {
      if (current.live === undefined) throw new Error('there is no verified content')
      return current.live.boot
    },
    verdict: () => {
      const known = current.live?.verified
      return { release: known?.release.version, seq: known?.pointer.seq, verified: known !== undefined }
    },
    play: (campaign, { elements }) => {
      const { content: unsigned } = campaign
      return __POWER__ && unsigned !== undefined && theatre.put({ campaign, content: unsigned, begin: {}, preview: { elements } })
    },
    diagnose: () => diagnoseCampaigns(current.live?.boot.campaigns ?? [], situation()),
    problems: () => problems.list,
    remembers: () => store.lasting,
    launch: launcher.launch,
    later: launcher.later,
    dismiss: () => theatre.dismiss() || fixtures.dismiss(),
    restart: () => lifecycle.renewed(person.restart()),
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
      fixtures.clear()
      lifecycle.tellNew()
      wake('start')
    },
    setAttribute,
    clearPrivateAttributes: () => {
      attributes.clearPrivate()
      wake('attribute')
    },
    setLanguage: async (name) => {
      language = name ?? undefined
      const verified = current.live?.verified
      if (verified !== undefined) await lifecycle.use(verified)
    },
    setScreenId: (id) => {
      screenId = id ?? undefined
      wake('navigation')
    },
    setEventsFilter: filter,
  }
}
