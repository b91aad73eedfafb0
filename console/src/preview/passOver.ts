import type { Content } from '../../../sdk/src/kinds/play'
import type { Item, Step } from '../../../sdk/src/schema/wire'

const A_DAY = 86_400

type Advance = Step['advance'][number]

/** All elements are here at once, and nobody waits for the clock: only what a person does moves a step on. */
function byPersonOnly(advance: Advance): Advance {
  if (advance.on === 'elementAppears' || advance.on === 'elementDisappears') return { on: 'trackedEvent', event: 'never' }
  return advance.on === 'timeout' ? { ...advance, seconds: A_DAY } : advance
}

/** A step that nobody sees leads straight on: nothing here is waited for, or done to the page. */
function straightOn(step: Step): Step {
  if (step.step === 'action' || step.step === 'wait') return { ...step, step: 'split', branches: [] }
  return { ...step, advance: step.advance.map(byPersonOnly) }
}

/** A line of help that is offered whatever page this is. */
function everywhere(item: Item): Item {
  const copy = { ...item }
  delete copy.rule
  return copy
}

/** The content as it can be drawn where there is no app: steps that act or wait are passed over, help is offered everywhere. */
export function passOver(content: Content): Content {
  switch (content.kind) {
    case 'walkthrough':
    case 'survey':
      return { ...content, steps: content.steps.map(straightOn) }
    case 'helpMenu': {
      const panel = content.panel?.map((block) => (block.block === 'items' ? { ...block, items: block.items.map(everywhere) } : block))
      return panel === undefined ? content : { ...content, panel }
    }
    default:
      return content
  }
}
