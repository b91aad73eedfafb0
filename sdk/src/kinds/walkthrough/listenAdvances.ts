import type { Advance, Step } from '../../schema/wire'
import { isSecret } from '../../locator'
import { listen as hear } from '../../ui'
import type { Stage } from '../stage'

/** What listening needs. */
export interface ListenOptions {
  step: Step
  /** The step's own element, when it is anchored. */
  target: Element | undefined
  stage: Stage
  /** `leaving`: the page may be on its way out, so what comes next must be remembered at once. `trusted`: a person did it. */
  advance: (leaving: boolean, trusted: boolean) => void
}

function hasValue(element: Element): boolean {
  if (isSecret(element)) return true
  if (element instanceof HTMLInputElement && (element.type === 'checkbox' || element.type === 'radio')) return element.checked
  const value: unknown = 'value' in element ? element.value : element.textContent
  return typeof value === 'string' && value.trim() !== ''
}

/**
 * Listens for what moves a step on in the page itself: clicks, values, elements, time. Pages and tracked events come as signals.
 *
 * @returns listens no more
 */
export function listenAdvances({ step, target, stage, advance }: ListenOptions): () => void {
  const endings: (() => void)[] = []
  let over = false
  const elementOf = (one: Advance): Element | undefined => {
    if (one.element === undefined || one.element === step.element) return target
    return stage.find(one.element).element
  }
  const listen = (one: Advance, type: 'click' | 'change' | 'focusout', holds: (element: Element) => boolean): void => {
    const view = (target?.ownerDocument ?? document).defaultView ?? window
    const heard = (event: Event): void => {
      // Looked up when it happens: pages draw their parts anew.
      const element = elementOf(one)
      if (element !== undefined && event.composedPath().includes(element) && holds(element)) advance(true, event.isTrusted)
    }
    endings.push(hear(view, type, heard, true))
  }
  const watch = (one: Advance, present: boolean): void => {
    const id = one.element
    if (id === undefined) return
    const look = (): void => {
      if ((stage.find(id).status === 'found') === present) advance(false, false)
    }
    endings.push(stage.watch.add(look, present ? stage.tagOf(id) : undefined))
    // It may be so already; not before our caller knows how to end this.
    queueMicrotask(() => {
      if (!over) look()
    })
  }
  for (const one of step.advance) {
    if (one.on === 'elementClick') listen(one, 'click', () => true)
    else if (one.on === 'valueEntered') {
      listen(one, 'change', hasValue)
      listen(one, 'focusout', (element) => !('value' in element) && hasValue(element))
    } else if (one.on === 'elementAppears') watch(one, true)
    else if (one.on === 'elementDisappears') watch(one, false)
    else if (one.on === 'timeout') {
      const timer = setTimeout(
        () => {
          advance(false, false)
        },
        (one.seconds ?? 0) * 1000,
      )
      endings.push(() => {
        clearTimeout(timer)
      })
    }
  }
  return () => {
    over = true
    endings.forEach((end) => {
      end()
    })
  }
}
