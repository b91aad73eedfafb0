import type { Ending, Stage } from '../../../sdk/src/kinds/stage'
import type { Blob as BlobRef } from '../../../sdk/src/schema/wire'
import { createDomWatch, fillPlaces } from '../../../sdk/src/ui'
import type { Draw, Told } from './protocol'

const TYPES: Readonly<Record<string, string>> = { mp4: 'video/mp4', webm: 'video/webm' }

/** Hash → address of a video that was played before. */
export type Videos = Map<string, string>

/** Videos play from the bytes that the editor handed in: the frame loads nothing. */
function addressIn(images: Draw['images'], videos: Videos): (blob: BlobRef) => string {
  return ({ sha256, extension }) => {
    const bytes = images.get(sha256)
    if (bytes === undefined) return ''
    const address = videos.get(sha256) ?? URL.createObjectURL(new Blob([bytes], { type: TYPES[extension] ?? '' }))
    videos.set(sha256, address)
    return address
  }
}

/**
 * What a kind is given to be drawn with: the elements are placeholders, attributes show their names, and nothing is
 * recorded, kept, opened or called.
 */
export function createStage(
  { draw, images, view }: Draw,
  elements: ReadonlyMap<string, Element>,
  videos: Videos,
  tell: (told: Told) => void,
): Stage {
  const { direction, language, themes, words, frames } = draw
  const watch = createDomWatch()
  return {
    look: {
      direction,
      language,
      themes,
      frames,
      address: addressIn(images, videos),
      say: (key) => words[key] ?? '',
      // A page of the application itself: here, its path would be one of the console.
      blocked: () => tell({ told: 'leftOut' }),
    },
    fill: (text) => fillPlaces(text, (name) => `‹${name}›`),
    load: (blob) => Promise.resolve(images.get(blob.sha256)),
    watch,
    find: (id) => {
      const element = elements.get(id)
      return element === undefined ? { status: 'missing', reasons: ['unknown'] } : { status: 'found', element, reasons: [] }
    },
    tagOf: () => undefined,
    isOnScreen: () => false,
    // Nothing is done yet and every value is wrong; help is offered everywhere (see passOver).
    holds: () => view === 'finished',
    follow: () => () => undefined,
    record: (type, more) => {
      if (type === 'stepViewed' && more?.step !== undefined) tell({ told: 'at', step: more.step })
    },
    shown: () => undefined,
    done: () => [],
    keepDone: () => undefined,
    act: (action) => {
      if (action.do === 'openLink' && action.link !== undefined) tell({ told: 'link', link: action.link })
      else if (!['close', 'next', 'back', 'goToStep'].includes(action.do)) tell({ told: 'action' })
    },
    setAttribute: () => undefined,
    allow: {},
    call: () => ({ called: false }),
    refuse: () => undefined,
    corners: new Map(),
    save: () => undefined,
    ended: (how: Ending) => {
      watch.stop()
      tell({ told: 'ended', how })
    },
  }
}
