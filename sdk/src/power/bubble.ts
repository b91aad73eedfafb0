import { h } from './h'
import type { Store } from './createStore'
import type { Words } from './words'

const SIZE = 52
const STEP = 24
const SVG = 'http://www.w3.org/2000/svg'

function drawing(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  // A handrail: two posts, a rail and a hand-hold.
  path.setAttribute('d', 'M4 20V9m16 11V6M3 10l18-5M4 15l16-5')
  path.setAttribute('fill', 'none')
  path.setAttribute('stroke', 'currentColor')
  path.setAttribute('stroke-width', '2.4')
  path.setAttribute('stroke-linecap', 'round')
  svg.append(path)
  return svg
}

function clamp(value: number, limit: number): number {
  return Math.max(4, Math.min(value, limit - SIZE - 4))
}

/** The round button that opens the menu; it can be dragged, and moved with the arrow keys. */
export function makeBubble(store: Store, words: () => Words, press: () => void): HTMLButtonElement {
  const badge = h('span', { class: 'badge', hidden: true })
  const bubble = h('button', { class: 'bubble', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, drawing(), badge)
  const move = (right: number, bottom: number): void => {
    const to = { right: clamp(right, window.innerWidth), bottom: clamp(bottom, window.innerHeight) }
    bubble.style.right = `${to.right}px`
    bubble.style.bottom = `${to.bottom}px`
  }
  const refresh = (): void => {
    const count = store.unsaved()
    badge.textContent = String(count)
    badge.hidden = count === 0
    const hint = `${words()('powerMode')}${count > 0 ? `, ${words()('unsaved', { n: count })}` : ''}`
    bubble.setAttribute('aria-label', hint)
    bubble.title = words()('bubbleHint')
    move(store.read().bubble.right, store.read().bubble.bottom)
  }
  makeDraggable(bubble, store, press)
  store.listen(refresh)
  refresh()
  return bubble
}

function makeDraggable(bubble: HTMLButtonElement, store: Store, press: () => void): void {
  let from: { x: number; y: number; right: number; bottom: number } | undefined
  let dragged = false
  const shift = (right: number, bottom: number): void => {
    store.change({ bubble: { right: clamp(right, window.innerWidth), bottom: clamp(bottom, window.innerHeight) } })
  }
  bubble.addEventListener('pointerdown', (event) => {
    from = { x: event.clientX, y: event.clientY, ...store.read().bubble }
    dragged = false
    bubble.setPointerCapture(event.pointerId)
  })
  bubble.addEventListener('pointermove', (event) => {
    if (from === undefined) return
    const [x, y] = [event.clientX - from.x, event.clientY - from.y]
    // A hand is never quite still: some pixels are a press, not a drag.
    if (!dragged && Math.hypot(x, y) < 6) return
    dragged = true
    shift(from.right - x, from.bottom - y)
  })
  bubble.addEventListener('pointerup', () => {
    from = undefined
  })
  bubble.addEventListener('click', () => {
    if (!dragged) press()
    dragged = false
  })
  bubble.addEventListener('keydown', (event) => {
    const { right, bottom } = store.read().bubble
    const by: Record<string, [number, number]> = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }
    const step = by[event.key]
    if (step === undefined) return
    event.preventDefault()
    shift(right + step[0], bottom + step[1])
  })
}
