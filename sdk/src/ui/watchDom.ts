import { searchRoots } from '../locator'
import { isOurs } from './createHost'
import { listen } from './listen'

/** Waits for the page to change. */
export interface DomWatch {
  /**
   * Calls `check` after changes that may matter, until the returned function is called.
   *
   * @param selector what to look for among added nodes; without one every addition counts
   */
  add(check: () => void, selector?: string): () => void
  stop(): void
}

interface Watcher {
  check: () => void
  selector: string | undefined
}

const PAUSE_MS = 60
const OPTIONS: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ['open', 'hidden', 'class', 'style', 'disabled', 'aria-hidden'],
}

function brings(node: Element, selector: string): boolean {
  return node.matches(selector) || node.shadowRoot !== null || (node.firstElementChild !== null && node.querySelector(selector) !== null)
}

const mayBeRoot = (one: Element): boolean => one.shadowRoot !== null || one.localName.includes('-')

/** Whether what was added may hold a shadow root, now or once its elements are defined. */
function bringsRoots(node: Element): boolean {
  return mayBeRoot(node) || (node.firstElementChild !== null && [...node.querySelectorAll('*')].some(mayBeRoot))
}

/** One observer for all who wait, there only while somebody does; added nodes are asked one selector at a time. */
export function createDomWatch(): DomWatch {
  const watchers = new Set<Watcher>()
  let observer: MutationObserver | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let ranAt = -PAUSE_MS
  const due = new Set<Watcher>()
  const undefinedYet = new Set<string>()
  let unlisten: (() => void) | undefined

  const run = (): void => {
    timer = undefined
    ranAt = performance.now()
    const now = [...due]
    due.clear()
    for (const watcher of now) if (watchers.has(watcher)) watcher.check()
  }
  /** A first change is looked at right after it; those of a burst together, after a pause. */
  const plan = (): void => {
    timer ??= setTimeout(run, ranAt + PAUSE_MS - performance.now())
  }
  // An element that is defined later, and a frame that loads, bring roots without a node being added.
  const observe = (): void => {
    for (const root of searchRoots(document)) {
      observer?.observe(root, OPTIONS)
      for (const { localName } of root.querySelectorAll(':not(:defined)')) {
        if (undefinedYet.has(localName)) continue
        undefinedYet.add(localName)
        customElements.whenDefined(localName).then(wake, () => undefined)
      }
    }
  }
  const wake = (): void => {
    if (observer === undefined) return
    observe()
    for (const watcher of watchers) due.add(watcher)
    plan()
  }
  const look = (records: MutationRecord[]): void => {
    const theirs = records.filter((record) => !isOurs(record.target) && ![...record.addedNodes, ...record.removedNodes].some(isOurs))
    if (theirs.length === 0) return
    const added = theirs.flatMap((record) => [...record.addedNodes]).filter((node) => node instanceof Element)
    if (added.some(bringsRoots)) observe()
    // What was taken away, or only changed, may uncover any element; what was added is looked at.
    const anything = theirs.some((record) => record.type === 'attributes' || record.removedNodes.length > 0)
    // Many wait for the same: it is looked for once.
    const brought = new Map<string, boolean>()
    const isBrought = (selector: string): boolean => {
      const found = brought.get(selector) ?? added.some((node) => brings(node, selector))
      brought.set(selector, found)
      return found
    }
    for (const watcher of watchers) if (anything || watcher.selector === undefined || isBrought(watcher.selector)) due.add(watcher)
    if (due.size > 0) plan()
  }
  const end = (): void => {
    observer?.disconnect()
    unlisten?.()
    observer = undefined
    clearTimeout(timer)
    timer = undefined
    due.clear()
  }
  return {
    add: (check, selector) => {
      const watcher = { check, selector }
      watchers.add(watcher)
      if (observer === undefined) {
        observer = new MutationObserver(look)
        observe()
        const onLoad = (event: Event): void => {
          if (event.target instanceof HTMLIFrameElement) wake()
        }
        unlisten = listen(document, 'load', onLoad, true)
      }
      return () => {
        watchers.delete(watcher)
        if (watchers.size === 0) end()
      }
    },
    stop: () => {
      watchers.clear()
      end()
    },
  }
}
