import { createRoots, type Roots } from '../locator'
import { isElement } from '../locator/isElement'
import { isOurs } from './createHost'
import { listen } from './listen'

/** Waits for the page to change. */
export interface DomWatch {
  /**
   * Calls `check` after changes that may matter, until the returned function is called.
   *
   * @param tag of what to look for among added nodes; without one every addition counts
   */
  add(check: () => void, tag?: string): () => void
  stop(): void
}

interface Watcher {
  check: () => void
  tag: string
}

const PAUSE_MS = 60
const OPTIONS: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ['open', 'hidden', 'class', 'style', 'disabled', 'aria-hidden'],
}

function isOurDoing({ target, addedNodes, removedNodes }: MutationRecord): boolean {
  return [target, ...addedNodes, ...removedNodes].some(isOurs)
}

/** Stand among tags for an open shadow root, and for whatever came; no tag is called so. */
const ROOT = '-'
const ANY = ''

/** Notes the tags of an added element and of all below it, in shadow roots too: once, however many wait. */
function see(element: Element, tags: Set<string>): void {
  tags.add(element.localName)
  for (let child = element.firstElementChild; child !== null; child = child.nextElementSibling) see(child, tags)
  if (element.shadowRoot === null) return
  // An empty one is filled later.
  tags.add(ROOT)
  for (const child of element.shadowRoot.children) see(child, tags)
}

/**
 * One observer for all who wait, there only while somebody does.
 *
 * @param roots shared with whoever else looks through the page
 */
export function createDomWatch(roots: Roots = createRoots()): DomWatch {
  /** Tag → who waits for it; no tag is without anybody. */
  const watchers = new Map<string, Set<Watcher>>()
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
    for (const watcher of now) if (watchers.get(watcher.tag)?.has(watcher)) watcher.check()
  }
  /** A first change is looked at right after it; those of a burst together, after a pause. */
  const plan = (tags: Iterable<string>): void => {
    for (const tag of tags) for (const watcher of watchers.get(tag) ?? []) due.add(watcher)
    timer ??= setTimeout(run, ranAt + PAUSE_MS - performance.now())
  }
  // An element that is defined later, and a frame that loads, bring roots without a node being added.
  const observe = (): void => {
    for (const root of roots.of(document)) {
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
    roots.forget()
    observe()
    plan(watchers.keys())
  }
  /** Runs at every change of somebody else's page, so it asks each node as little as it can. */
  const look = (records: MutationRecord[]): void => {
    const tags = new Set<string>()
    let anything = false
    for (const record of records) {
      const { addedNodes, removedNodes } = record
      const count = addedNodes.length
      // What was taken away, or only changed, may uncover any element; what was added is looked at. A list is asked for its length
      // first: browsers look long for what lies behind its end.
      if (removedNodes.length > 0) anything ||= count > 0 || !isOurs(removedNodes[0] as Node)
      else if (count === 0) anything ||= !isOurs(record.target)
      if (count > 0) tags.add(ANY)
      for (let at = 0; at < count; at++) {
        const node = addedNodes[at] as Node
        if (isElement(node)) see(node, tags)
      }
    }
    // Roots are followed: those that came, and those of elements that are defined later.
    if (tags.size > 0) roots.forget()
    let grew = false
    const found: string[] = []
    for (const tag of tags) {
      if (tag.includes('-')) grew = true
      if (watchers.has(tag)) found.push(tag)
    }
    if (grew) observe()
    // Our own doing wakes nobody; that is asked last, as mostly nobody waits for what came.
    if ((anything || found.length > 0) && !records.every(isOurDoing)) plan(anything ? watchers.keys() : found)
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
    add: (check, tag = ANY) => {
      const watcher = { check, tag }
      const others = watchers.get(tag) ?? new Set()
      watchers.set(tag, others.add(watcher))
      if (observer === undefined) {
        observer = new MutationObserver(look)
        observe()
        const onLoad = (event: Event): void => {
          if (event.target instanceof HTMLIFrameElement) wake()
        }
        unlisten = listen(document, 'load', onLoad, true)
      }
      return () => {
        if (others.delete(watcher) && others.size === 0) watchers.delete(tag)
        if (watchers.size === 0) end()
      }
    },
    stop: () => {
      watchers.clear()
      end()
    },
  }
}
