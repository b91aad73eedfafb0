import { h } from '../h'

/** A frame around an element with a note beside it. */
export interface Mark {
  /** Draws it around a rectangle of the window. */
  draw(rectangle: { x: number; y: number; width: number; height: number }, ...note: Node[]): void
  remove(): void
}

/** Makes a mark inside our own layer: nothing of the page is touched. */
export function makeMark(layer: HTMLElement): Mark {
  const box = h('div', { class: 'box', hidden: true })
  const tag = h('div', { class: 'tag', role: 'status', hidden: true })
  layer.append(box, tag)
  return {
    draw: ({ x, y, width, height }, ...note) => {
      box.hidden = tag.hidden = false
      box.style.left = `${x - 3}px`
      box.style.top = `${y - 3}px`
      box.style.width = `${width + 6}px`
      box.style.height = `${height + 6}px`
      tag.replaceChildren(...note)
      tag.hidden = note.length === 0
      const below = y + height + 10 + tag.offsetHeight < window.innerHeight
      tag.style.top = below ? `${y + height + 8}px` : `${Math.max(4, y - tag.offsetHeight - 8)}px`
      tag.style.left = `${Math.max(8, Math.min(x, window.innerWidth - tag.offsetWidth - 8))}px`
    },
    remove: () => {
      box.remove()
      tag.remove()
    },
  }
}
