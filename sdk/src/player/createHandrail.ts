import { isSafeLink, pause } from '../ui'
import { SDK_VERSION } from '../version'
import type { Given } from './createAttributes'
import type { CampaignDiagnosis } from './diagnose'
import type { EventType, StartOptions, StartResult } from './options'
import { parseDeepLink } from './parseCall'
import { missingRequirement } from './requirements'
import { createRuntime, type Runtime } from './runtime'

/** A value of an attribute or an event's property. */
export type Scalar = string | number | boolean | null

/** What the SDK knows about itself, and why each campaign would or would not show now. */
export interface Report {
  sdkVersion: string
  started: boolean
  /** Why it cannot start here at all; a stable code. */
  refused?: string | undefined
  /** Number of the release in use. */
  release?: number | undefined
  /** Sequence of the pointer in use. */
  seq?: number | undefined
  /** Whether signatures were checked and hold. */
  verified: boolean
  /** Whether history outlives the page; without it campaigns that show "once" do not start by themselves. */
  remembers: boolean
  /** Codes of what went wrong, newest last. */
  problems: readonly string[]
  campaigns: CampaignDiagnosis[]
}

/** Something that goes with a running SDK, e.g. Power Mode. */
export interface Extension {
  stop(): void
}

/** Called once content is there; `show` is the page's wish (`powerMode`). */
export type Extend = (runtime: Runtime, show: boolean) => Extension | undefined

/** The SDK's public functions. None of them throws into the page. */
export interface Handrail {
  /** Connects to the self-hosted URL, verifies and plays what the signed configuration says. */
  start(options: StartOptions): Promise<StartResult>
  start(key: string, trust: string, selfHostedUrl?: string): Promise<StartResult>
  /** Begins a new session, unless this one is younger than a minute. */
  restart(): void
  /** Takes everything away: widgets, listeners, observers, timers. */
  stop(): void
  setUserId(id: string | null): void
  /** Sets a public attribute of the end user; `null` removes it. */
  setUserAttribute(name: string, value: Given): void
  setUserAttributes(values: Record<string, Given>): void
  /** Sets an attribute that never leaves the device. */
  setPrivateUserAttribute(name: string, value: Given): void
  setPrivateUserAttributes(values: Record<string, Given>): void
  clearPrivateUserAttributes(): void
  sendTrackedEvent(name: string, properties?: Record<string, Scalar>): void
  /** Starts a campaign by its trigger key, whoever it is for; with a deep link the page goes there first. */
  trigger(key: string, deepLink?: string): Promise<boolean>
  /** Closes what is open. */
  dismissCampaign(): void
  /** Shows content in this language; `null` follows the browser again. */
  setLanguage(name: string | null): void
  /** Names the screen that is shown; `null` leaves it to rules again. */
  setScreenId(id: string | null): void
  /** Event types that are not recorded for this user; remembered. */
  setEventsFilter(types: EventType[]): void
  /** A function that content may ask for by its name, if `allow.call` names it, too. */
  registerAction(name: string, action: () => unknown): void
  /** Takes an app's deep link. @returns whether it was meant for us */
  openUrl(url: string): boolean
  /** Closes our top-most dialog for an app's back button. @returns whether there was one */
  handleBack(): boolean
  diagnose(): Report
}

type Start = [StartOptions] | [key: string, trust: string, selfHostedUrl?: string | undefined]

function toOptions(given: Start): StartOptions | undefined {
  const [first, trust, selfHostedUrl] = given
  const options = typeof first === 'object' ? first : { key: first, trust, selfHostedUrl }
  const complete = [options.key, options.trust, options.selfHostedUrl].every((text) => typeof text === 'string' && text !== '')
  return complete ? (options as StartOptions) : undefined
}

/** Makes an SDK. Two on one page do not disturb each other. */
export function createHandrail(extend?: Extend): Handrail {
  const actions = new Map<string, () => unknown>()
  let runtime: Runtime | undefined
  let extension: Extension | undefined
  let refused: string | undefined
  /** What was called before `start()`: user and attributes usually are. */
  let early: ((started: Runtime) => void)[] = []

  /** The start that counts has its runtime after this: a stop or another start takes its place. */
  let begun = Promise.resolve()

  const stop = (): void => {
    begun = Promise.resolve()
    extension?.stop()
    runtime?.stop()
    extension = undefined
    runtime = undefined
  }
  const safely = <Result>(call: () => Result, otherwise: Result): Result => {
    try {
      return call()
    } catch (error) {
      console.error(error)
      return otherwise
    }
  }
  const tell = (call: (started: Runtime) => void): void => {
    const started = runtime
    if (started === undefined) early.push(call)
    else {
      safely(() => {
        call(started)
      }, undefined)
    }
  }
  /** A function of the runtime's, which may be called before there is one. */
  const pass =
    <Values extends unknown[]>(pick: (started: Runtime) => (...values: Values) => unknown) =>
    (...values: Values): void => {
      tell((started) => {
        pick(started)(...values)
      })
    }
  const start = async (...given: Start): Promise<StartResult> => {
    try {
      const options = toOptions(given)
      refused = options === undefined ? 'sdk.options' : missingRequirement()
      if (options === undefined || refused !== undefined) {
        const reason = refused ?? 'sdk.options'
        options?.callbacks?.error?.({ code: reason, detail: location.origin })
        return { status: 'refused', reason }
      }
      stop()
      // Running the script was a task of its own; the first touch of the browser's storage is as long again.
      const mine = pause()
      begun = mine
      await mine
      if (begun !== mine) return { status: 'nothing' }
      const started = createRuntime(options, actions)
      runtime = started
      early.forEach(tell)
      early = []
      const result = await started.start()
      if (result.status === 'live' && runtime === started) extension = extend?.(started, options.powerMode === true)
      return result
    } catch (error) {
      console.error(error)
      return { status: 'refused', reason: 'sdk.internal' }
    }
  }
  const trigger = async (key: string, deepLink?: string): Promise<boolean> => {
    await begun
    const started = runtime
    if (started === undefined) return false
    if (deepLink === undefined) return started.launch({ key })
    if (!isSafeLink(deepLink)) return false
    location.assign(deepLink)
    // Another fragment of the same page loads none: it is there already.
    if (deepLink.includes('#') && location.href === new URL(deepLink, location.href).href) return started.launch({ key })
    started.later({ key })
    return true
  }
  const setAll = (values: Record<string, Given>, visibility: 'public' | 'private'): void => {
    tell((started) => {
      for (const [name, value] of Object.entries(values)) started.setAttribute(name, value, visibility)
    })
  }

  return {
    start,
    stop: () => {
      safely(stop, undefined)
    },
    restart: () => {
      runtime?.restart()
    },
    setUserId: pass((started) => started.setUserId),
    setUserAttribute: (name, value) => {
      setAll({ [name]: value }, 'public')
    },
    setUserAttributes: (values) => {
      setAll(values, 'public')
    },
    setPrivateUserAttribute: (name, value) => {
      setAll({ [name]: value }, 'private')
    },
    setPrivateUserAttributes: (values) => {
      setAll(values, 'private')
    },
    clearPrivateUserAttributes: pass((started) => started.clearPrivateAttributes),
    sendTrackedEvent: pass((started) => started.sendTrackedEvent),
    trigger,
    dismissCampaign: pass((started) => started.dismiss),
    setLanguage: pass((started) => started.setLanguage),
    setScreenId: pass((started) => started.setScreenId),
    setEventsFilter: pass((started) => started.setEventsFilter),
    registerAction: (name, action) => {
      actions.set(name, action)
    },
    openUrl: (url) => {
      const call = parseDeepLink(url)
      if (call === undefined) return false
      void trigger(call.key, call.deepLink)
      return true
    },
    handleBack: () => safely(() => runtime?.dismiss() ?? false, false),
    diagnose: () => {
      const base = { sdkVersion: SDK_VERSION, started: runtime !== undefined, refused }
      const nothing = { ...base, verified: false, remembers: false, problems: [], campaigns: [] }
      const started = runtime
      if (started === undefined) return nothing
      const { verdict, remembers, problems, diagnose } = started
      return safely(() => ({ ...base, ...verdict(), remembers: remembers(), problems: problems(), campaigns: diagnose() }), nothing)
    },
  }
}
