import { grade, record, type AuthoredLocator, type Graded } from '../../locator'
import { h } from '../h'
import type { Shell } from '../createShell'
import { gradeNote } from '../gradeNote'
import type { Words } from '../words'
import { elementAt } from './elementAt'
import { frameOffset } from './frameOffset'
import { makeMark, type Mark } from './mark'
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

/** Marks elements and judges them; remembers the one judged last. */
class Judge {
  /** What was judged last; undefined while the pointer is on something else. */
  current: Picked | undefined
  private readonly mark: Mark
  private resting: ReturnType<typeof setTimeout> | undefined

  constructor(
    shell: Shell,
    private readonly words: Words,
  ) {
    this.mark = makeMark(shell.layer)
  }

  /** Marks an element and judges it once the pointer rests. */
  hover(element: Element): void {
    if (element === this.current?.element) return
    this.current = undefined
    this.outline(element)
    clearTimeout(this.resting)
    this.resting = setTimeout(() => this.judge(element), REST_MS)
  }

  judge(element: Element): Picked {
    if (this.current?.element === element) return this.current
    const locator = record(element)
    this.current = { element, locator, graded: grade(locator, document) }
    this.outline(element, ...describe(this.current, this.words))
    return this.current
  }

  end(): void {
    clearTimeout(this.resting)
    this.mark.remove()
  }

  private outline(element: Element, ...note: Node[]): void {
    const { x, y, width, height } = element.getBoundingClientRect()
    const offset = frameOffset(element)
    this.mark.draw({ x: x + offset.x, y: y + offset.y, width, height }, ...note)
  }
}

/** What lies under the shield at the pointer. */
function under(shield: HTMLElement, event: MouseEvent): Element | undefined {
  shield.classList.add('through')
  const hit = elementAt(event.clientX, event.clientY)
  shield.classList.remove('through')
  return hit && meantElement(hit.element)
}

/**
 * Lets the person pick an element under a shield, so that the page notices nothing: no pointer, no click, no key reaches it.
 *
 * @returns the picked element; undefined when left with Esc
 */
export function pickElement(shell: Shell, words: Words): Promise<Picked | undefined> {
  const shield = h('div', { class: 'shield', tabindex: '0', role: 'application', 'aria-label': words('captureHelp') })
  shell.layer.append(shield)
  const judge = new Judge(shell, words)

  return new Promise((resolve) => {
    const finish = (picked: Picked | undefined): void => {
      judge.end()
      shield.remove()
      resolve(picked)
    }
    shield.addEventListener('pointermove', (event) => {
      const element = under(shield, event)
      if (element !== undefined) judge.hover(element)
    })
    shield.addEventListener('click', (event) => {
      const element = under(shield, event)
      if (element !== undefined) finish(judge.judge(element))
    })
    shield.addEventListener('keydown', (event) => {
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') finish(undefined)
      else if (event.key === 'Enter' && judge.current !== undefined) finish(judge.current)
      else {
        const next = neighbour(judge.current?.element ?? document.body, event.key)
        if (next === null || next === shell.host) return
        next.scrollIntoView({ block: 'nearest' })
        judge.judge(next)
      }
    })
    shield.focus()
  })
}
