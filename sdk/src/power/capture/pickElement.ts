import { grade, record, type AuthoredLocator, type Graded } from '../../locator'
import { h } from '../h'
import type { Shell } from '../createShell'
import { gradeNote } from '../gradeNote'
import type { Words } from '../words'
import { elementAt } from './elementAt'
import { frameOffset } from './frameOffset'
import { makeMark } from './mark'
import { meantElement } from './meantElement'

/** What was picked. */
export interface Picked {
  element: Element
  locator: AuthoredLocator
  graded: Graded
}

/** Rest after which a hovered element is judged: judging every element the pointer crosses would make it sticky. */
const REST_MS = 60

function neighbour(element: Element, key: string): Element | null {
  switch (key) {
    case 'ArrowUp':
      return element.parentElement
    case 'ArrowDown':
      return element.firstElementChild
    case 'ArrowRight':
      return element.nextElementSibling
    case 'ArrowLeft':
      return element.previousElementSibling
    default:
      return null
  }
}

function describe(picked: Picked, words: Words): Node[] {
  const { element, locator, graded } = picked
  const name = locator.text ?? locator.developerId ?? locator.htmlId ?? locator.fieldName
  return [
    h('strong', {}, `${locator.role ?? element.localName}${name === undefined ? '' : ` “${name}”`}`),
    h('div', {}, words('matches', { n: graded.matches })),
    gradeNote(graded, words),
  ]
}

/**
 * Lets the person pick an element under a shield, so that the page notices nothing: no pointer, no click, no key reaches it.
 *
 * @returns the picked element; undefined when left with Esc
 */
export function pickElement(shell: Shell, words: Words): Promise<Picked | undefined> {
  const shield = h('div', { class: 'shield', tabindex: '0', role: 'application', 'aria-label': words('captureHelp') })
  shell.layer.append(shield)
  const mark = makeMark(shell.layer)
  let current: Picked | undefined
  let resting: ReturnType<typeof setTimeout> | undefined

  const outline = (element: Element, ...note: Node[]): void => {
    const { x, y, width, height } = element.getBoundingClientRect()
    const offset = frameOffset(element)
    mark.draw({ x: x + offset.x, y: y + offset.y, width, height }, ...note)
  }
  const judge = (element: Element): Picked => {
    const locator = record(element)
    current = { element, locator, graded: grade(locator, document) }
    outline(element, ...describe(current, words))
    return current
  }
  const under = (event: PointerEvent | MouseEvent): Element | undefined => {
    shield.classList.add('through')
    const hit = elementAt(event.clientX, event.clientY)
    shield.classList.remove('through')
    return hit && meantElement(hit.element)
  }
  const hover = (event: PointerEvent): void => {
    const element = under(event)
    if (element === undefined || element === current?.element) return
    current = undefined
    outline(element)
    clearTimeout(resting)
    resting = setTimeout(judge, REST_MS, element)
  }

  return new Promise((resolve) => {
    const finish = (picked: Picked | undefined): void => {
      clearTimeout(resting)
      shield.remove()
      mark.remove()
      resolve(picked)
    }
    shield.addEventListener('pointermove', hover)
    shield.addEventListener('click', (event) => {
      const element = under(event)
      if (element !== undefined) finish(current?.element === element ? current : judge(element))
    })
    shield.addEventListener('keydown', (event) => {
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') finish(undefined)
      else if (event.key === 'Enter' && current !== undefined) finish(current)
      else {
        const next = neighbour(current?.element ?? document.body, event.key)
        if (next !== null && next !== shell.host) {
          next.scrollIntoView({ block: 'nearest' })
          judge(next)
        }
      }
    })
    shield.focus()
  })
}
