import { isPrivate, isSecret } from '../locator'
import { keyedHash } from '../locator/textHash'
import { readBrowser, runProgram, type Read, type Value } from '../rules'
import { own } from '../schema/own'
import type { Boot } from '../schema/wire'
import type { Sighting } from '../kinds/stage'
import { SDK_VERSION } from '../version'
import type { Attributes } from './createAttributes'
import type { Person } from './createPerson'

/** What rules can ask about. */
export interface Facts {
  boot: () => Boot | undefined
  person: () => Person
  attributes: Attributes
  find: (element: string) => Sighting
  /** Set by the page. */
  screenId: () => string | undefined
  appVersion: string | undefined
  platform: string | undefined
  /** When this page, or client-side route, was entered. */
  pageSince: () => number
  now: () => number
}

const DAY_MS = 86_400_000

function isReadable(element: Element): boolean {
  return !isSecret(element) && !isPrivate(element)
}

function hasValue(element: Element): boolean | undefined {
  if (!isReadable(element)) return undefined
  if (element instanceof HTMLInputElement && (element.type === 'checkbox' || element.type === 'radio')) return element.checked
  return 'value' in element ? element.value !== '' : undefined
}

function textOf(element: Element): string | undefined {
  if (!isReadable(element) || 'value' in element) return undefined
  return element.textContent.replace(/\s+/g, ' ').trim()
}

function valueOf(element: Element): string | undefined {
  if (!isReadable(element) || !('value' in element) || element instanceof HTMLButtonElement) return undefined
  return typeof element.value === 'string' ? element.value : undefined
}

/** Reads variables: what the page, the person and the browser can tell; undefined for what is not available. */
export function createRead(facts: Facts): Read {
  const { attributes, now } = facts
  // A segment that asks for itself, by whatever way round, is simply not available.
  const inside = new Set<string>()

  const named = (list: Boot['segments'] | undefined, id: string, variable: string): boolean | undefined => {
    const found = list?.find((one) => one.id === id)
    if (found === undefined || inside.has(variable)) return undefined
    inside.add(variable)
    try {
      return runProgram(found.rule, read)
    } finally {
      inside.delete(variable)
    }
  }
  const screen = (id: string): boolean | undefined => {
    const marked = document.querySelector(`[data-handrail-screen="${CSS.escape(id)}"]`) !== null
    return marked || facts.screenId() === id || named(facts.boot()?.screens, id, `screen:${id}`)
  }
  const element = (name: string, id: string): Value | undefined => {
    if (facts.boot()?.elements.some((one) => one.id === id) !== true) return undefined
    const found = facts.find(id).element
    if (name === 'elementPresent' || name === 'elementVisible') return found !== undefined
    if (found === undefined) return undefined
    if (name === 'elementValue') return valueOf(found)
    return name === 'elementHasValue' ? hasValue(found) : textOf(found)
  }
  const personal = (name: string, argument: string): Value | undefined => {
    const person = facts.person()
    const { session } = person
    switch (name) {
      case 'userId':
        return person.userId
      // As long as the compiler makes those of a list.
      case 'userHash':
        return person.userId && keyedHash(facts.boot()?.application ?? '', person.userId).slice(0, 10)
      case 'sessionNumber':
        return session.number
      case 'sessionTime':
        return (now() - session.startedAt) / 1000
      case 'campaignSeen':
        return (person.campaign(argument)?.plays ?? 0) > 0
      case 'campaignClicked':
        return person.campaign(argument)?.clicked === true
      case 'campaignCompleted':
        return person.campaign(argument)?.completed === true
      case 'trackedEventCount':
        return person.event(argument)?.count ?? 0
      case 'trackedEventThisSession':
        return own(session.events, argument) ?? 0
      case 'trackedEventDays': {
        const at = person.event(argument)?.lastAt
        return at === undefined ? undefined : Math.floor((now() - at) / DAY_MS)
      }
      case 'abGroup':
        return person.group(argument)
      default:
        return readBrowser(name, argument, now())
    }
  }
  const read: Read = (variable) => {
    const [name = '', argument = ''] = variable.split(/:(.*)/s)
    if (name.startsWith('element')) return element(name, argument)
    switch (name) {
      case 'attribute':
        return attributes.get(argument)
      case 'language':
        return facts.boot()?.language
      case 'appVersion':
        return facts.appVersion
      case 'platform':
        return facts.platform
      case 'sdkVersion':
        return SDK_VERSION
      case 'timeOnPage':
        return (now() - facts.pageSince()) / 1000
      case 'screen':
        return screen(argument)
      case 'segment':
        return named(facts.boot()?.segments, argument, variable)
      default:
        return personal(name, argument)
    }
  }
  return read
}
