import type { Stage } from '../../src/kinds/stage'
import { runProgram, type Read, type Value } from '../../src/rules'
import type { Program } from '../../src/schema/wire'
import { createDomWatch, WORD_KEYS } from '../../src/ui'

/** What a stage was told, and what a test lets it know. */
export interface Rig {
  stage: Stage
  /** Elements by id. */
  elements: Record<string, Element>
  /** Values of variables. */
  values: Record<string, Value>
  /** `type`, or `type:name`, of everything recorded. */
  recorded: string[]
  answers: unknown[]
  acted: { do: string; trusted: boolean | undefined }[]
  refused: string[]
  saved: unknown[]
  ended: string[]
  attributes: Record<string, Value>
  done: string[]
  completed: boolean
  /** Functions of the page that content may call. */
  functions: Record<string, () => unknown>
  /** Calls what follows rules. */
  wake(): void
}

/** A program of one condition. */
export function rule(variable: string, operator: Program['operator'][number], value: Program['value'][number] = null): Program {
  return { variable: [variable], operator: [operator], value: [value], yes: [-1], no: [-2] }
}

/** A stage in memory that looks elements up by id, for kinds to play on. */
export function makeRig(allow: Stage['allow'] = {}): Rig {
  const followers = new Set<() => void>()
  const rig: Rig = {
    elements: {},
    values: {},
    recorded: [],
    answers: [],
    acted: [],
    refused: [],
    saved: [],
    ended: [],
    attributes: {},
    done: [],
    completed: false,
    functions: {},
    wake: () => {
      followers.forEach((call) => {
        call()
      })
    },
    stage: {
      look: {
        direction: 'ltr',
        language: 'en',
        themes: [],
        say: (key) => (WORD_KEYS.includes(key) && key !== 'tasksDone' && key !== 'progress' ? `[${key}]` : '{n}/{total}'),
      },
      fill: (text) => text,
      load: () => Promise.resolve(undefined),
      watch: createDomWatch(),
      find: (id) => {
        const element = rig.elements[id]
        return element?.isConnected === true ? { status: 'found', element, reasons: [] } : { status: 'missing', reasons: ['gone'] }
      },
      tagOf: () => undefined,
      isOnScreen: () => false,
      holds: (program, own?: Read) => runProgram(program, (name) => own?.(name) ?? rig.values[name]),
      follow: (_programs, changed) => {
        followers.add(changed)
        return () => followers.delete(changed)
      },
      record: (type, more = {}) => {
        rig.recorded.push(more.name === undefined ? type : `${type}:${more.name}`)
        if (type === 'surveyAnswer') rig.answers.push(more.properties?.answer)
      },
      shown: () => rig.recorded.push('shown'),
      done: () => rig.done,
      keepDone: (ids, all) => {
        rig.done = [...ids]
        rig.completed = all
      },
      act: (action, source) => {
        rig.acted.push({ do: action.do, trusted: source?.trusted })
        return action.do === 'returnValue' ? rig.functions[action.value ?? '']?.() : undefined
      },
      setAttribute: (name, value) => {
        rig.attributes[name] = value
      },
      allow,
      call: (name) => {
        const call = rig.functions[name]
        return call === undefined ? { called: false } : { called: true, value: call() }
      },
      refuse: (code, step) => rig.refused.push(`${code} ${step}`),
      corners: new Map(),
      save: (progress) => rig.saved.push(structuredClone(progress)),
      ended: (how) => rig.ended.push(how),
    },
  }
  return rig
}

/** What browsers have and the test's page has not; closed shadow roots are opened, or no test could look inside. */
export function furnishPage(): void {
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: 'open' })
  }
  CSSStyleSheet.prototype.replaceSync = () => undefined
  class Observer {
    observe(): void {
      this.disconnect()
    }
    disconnect(): void {
      /* Nothing ever changes its size here. */
    }
  }
  Object.assign(globalThis, { ResizeObserver: Observer, IntersectionObserver: Observer, matchMedia: () => ({ matches: true }) })
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  Element.prototype.scrollIntoView = () => undefined
}

/** All that is ours on the page, by selector. */
export function ours<Found extends HTMLElement = HTMLElement>(selector: string): Found[] {
  return [...document.querySelectorAll('[data-handrail-ui]')].flatMap((host) => [
    ...(host.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ])
}

/** Presses a button of ours by its words. */
export function press(words: string): void {
  const button = ours('button').find((one) => one.textContent.includes(words) || one.getAttribute('aria-label')?.includes(words))
  if (button === undefined) throw new Error(`there is no button ${words}`)
  button.click()
}
