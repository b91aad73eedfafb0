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

function brings(record: MutationRecord, selector: string): boolean {
  for (const node of record.addedNodes) {
    if (node instanceof Element && (node.matches(selector) || node.querySelector(selector) !== null || node.shadowRoot !== null))
      return true
  }
  return false
}

/** Whether what was added may hold a shadow root, now or once its elements are defined. */
function bringsRoots({ addedNodes }: MutationRecord): boolean {
  return [...addedNodes].some(
    (node) =>
      node instanceof Element &&
      [node, ...node.querySelectorAll('*')].some((one) => one.localName.includes('-') || one.shadowRoot !== null),
  )
}

/** One observer for all who wait, there only while somebody does; added nodes are asked one selector at a time. */
export function createDomWatch(): DomWatch {
  const watchers = new Set<Watcher>()
  let observer: MutationObserver | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const due = new Set<Watcher>()
  const undefinedYet = new Set<string>()
  let unlisten: (() => void) | undefined

  const run = (): void => {
    timer = undefined
    const now = [...due]
    due.clear()
    for (const watcher of now) if (watchers.has(watcher)) watcher.check()
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
    timer ??= setTimeout(run, PAUSE_MS)
  }
  const look = (records: MutationRecord[]): void => {
    const theirs = records.filter((record) => !isOurs(record.target) && ![...record.addedNodes, ...record.removedNodes].some(isOurs))
    if (theirs.length === 0) return
    if (theirs.some(bringsRoots)) observe()
    // What was taken away, or only changed, may uncover any element; what was added is looked at.
    const anything = theirs.some((record) => record.type === 'attributes' || record.removedNodes.length > 0)
    for (const watcher of watchers) {
      const { selector } = watcher
      if (anything || selector === undefined || theirs.some((record) => brings(record, selector))) due.add(watcher)
    }
    if (due.size > 0) timer ??= setTimeout(run, PAUSE_MS)
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
