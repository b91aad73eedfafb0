import type { Campaign, Heading, Paragraphs, Step } from '../../schema/wire'
import type { Draft, DraftStep } from '../authored'
import { stepId } from './toAuthored'

function toStep(step: DraftStep, index: number, count: number): Step {
  const line = (text: string): Heading['line'] => [{ text, bold: false, italic: false }]
  const blocks: (Heading | Paragraphs)[] = []
  if (step.title !== '') blocks.push({ block: 'heading', line: line(step.title) })
  if (step.text !== '') blocks.push({ block: 'text', paragraphs: step.text.split(/\n\s*\n/).map(line) })
  const common = {
    id: stepId(index),
    placement: 'auto' as const,
    blocks,
    wait: 10,
    whenMissing: 'end' as const,
    ...(index + 1 < count ? { next: stepId(index + 1) } : {}),
  }
  if (step.element === undefined) {
    return { ...common, step: 'popup', spotlight: false, advance: [{ on: 'nextButton' }] }
  }
  const advance = step.advance === 'nextButton' ? { on: step.advance } : { on: step.advance, element: step.element }
  return { ...common, step: 'balloon', element: step.element, spotlight: true, advance: [advance] }
}

/** The draft as the runtime plays it, without a way through the server: for playing in place before anything is saved. */
export function toWireCampaign(draft: Draft, id: string): Campaign {
  return {
    id,
    kind: 'walkthrough',
    key: id,
    link: false,
    trigger: { on: 'off' },
    frequency: { often: 'always' },
    priority: 50,
    startElements: [],
    content: {
      kind: 'walkthrough',
      starts: [stepId(0)],
      steps: draft.steps.map((step, index) => toStep(step, index, draft.steps.length)),
      showProgress: true,
      closable: true,
    },
  }
}
