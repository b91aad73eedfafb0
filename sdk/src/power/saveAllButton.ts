import type { PowerContext } from './context'
import { h } from './h'
import { saveAll } from './saveAll'

/** The button that proposes everything that is not saved yet. @param look `main` where it is what one came for */
export function saveAllButton(context: PowerContext, look: 'main' | '' = 'main'): HTMLElement {
  return h('button', { class: `action ${look}`, type: 'button', click: () => void saveAll(context) }, context.words()('saveAll'))
}
