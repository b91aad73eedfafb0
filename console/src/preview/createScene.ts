import { play } from '../../../sdk/src/kinds/play'
import type { Playing } from '../../../sdk/src/kinds/stage'
import { setColourScheme } from './colourScheme'
import { beginAt } from './beginAt'
import { createStage, type Videos } from './createStage'
import { keepFocus } from './keepFocus'
import { keepRoots } from './keepRoots'
import { drawPage } from './page'
import { passOver } from './passOver'
import type { Draw, Told } from './protocol'

/** What is drawn in the frame. */
export interface DrawnScene {
  /** Draws a campaign in place of what was there. */
  draw(asked: Draw): void
}

/** Makes the frame ready to draw, with the SDK's own code for every kind. */
export function createScene(tell: (told: Told) => void): DrawnScene {
  let playing: Playing | undefined
  let dark = false
  const videos: Videos = new Map()

  keepFocus()
  const roots = keepRoots((root) => {
    setColourScheme(root, dark)
    root.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      if (link === null) return
      // The frame shows this campaign, and nothing else.
      event.preventDefault()
      tell({ told: 'link', link: link.getAttribute('href') ?? '' })
    })
  })

  /** A tip shows when its element, or the mark beside it, is come to; a wrong value when its field was left. */
  const show = (element: Element | undefined, show: string): void => {
    if (element === undefined) return
    if (show === 'invalid' && 'value' in element) element.value = '?'
    const mark = roots.present().flatMap((root) => [...root.querySelectorAll('.as-mark button')])[0]
    const type = show === 'invalid' ? 'change' : 'focusin'
    ;(mark ?? element).dispatchEvent(new Event(type, { bubbles: true }))
  }

  return {
    draw: (asked) => {
      const { draw, view } = asked
      playing?.stop()
      dark = asked.dark
      const { elements } = drawPage(draw.elements, draw.direction, dark)
      const content = passOver(draw.content)
      playing = play(content, createStage(asked, elements, videos, tell), beginAt(content, view))
      if ('panel' in content && content.panel !== undefined && view !== 'closed') playing?.open?.()
      if (content.kind === 'tip') show(elements.get(content.element), content.show)
    },
  }
}
