import { searchRoots } from '../locator'
import { isOurs } from './createHost'

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

/** One observer for all who wait, there only while somebody does; added nodes are asked one selector at a time. */
export function createDomWatch(): DomWatch {
  const watchers = new Set<Watcher>()
  let observer: MutationObserver | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const due = new Set<Watcher>()

  const run = (): void => {
    timer = undefined
    const now = [...due]
    due.clear()
    for (const watcher of now) if (watchers.has(watcher)) watcher.check()
  }
  const look = (records: MutationRecord[]): void => {
    const theirs = records.filter((record) => !isOurs(record.target) && ![...record.addedNodes, ...record.removedNodes].some(isOurs))
    if (theirs.length === 0) return
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
        for (const root of searchRoots(document)) observer.observe(root, OPTIONS)
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
