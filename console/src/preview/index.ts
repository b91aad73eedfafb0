import { createScene } from './createScene'
import type { Draw, Told } from './protocol'

const tell = (told: Told): void => {
  // The page around is told things that everybody may know; what is inside has no origin, so neither knows the other's.
  parent.postMessage(told, location.origin)
}
const scene = createScene(tell)

addEventListener('message', (event: MessageEvent<Draw>) => {
  if (event.source === parent && event.origin === location.origin) scene.draw(event.data)
})
tell({ told: 'ready' })
