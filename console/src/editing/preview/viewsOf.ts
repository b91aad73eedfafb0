import type { Scene } from '../../preview/protocol'

/** Something that can be looked at by itself. */
export interface View {
  id: string
  label: string
}

type Content = Scene['content']
type Walk = Extract<Content, { steps: unknown }>
type Step = Walk['steps'][number]

function titleOf({ blocks }: Step): string {
  for (const block of blocks) {
    if (block.block === 'heading' || block.block === 'question') return block.line.map((span) => span.text).join('')
  }
  return ''
}

/** The steps that people see, in order; of what stands on the page: closed, open, and what comes when all is done. */
export function viewsOf(content: Content, words: Record<string, string>): View[] {
  const say = (key: string): string => words[key] ?? ''
  if ('steps' in content) {
    return content.steps
      .filter(({ step }) => step === 'balloon' || step === 'popup')
      .map((step, index) => {
        const title = titleOf(step)
        const label = say('step').replace('{n}', String(index + 1))
        return { id: step.id, label: title === '' ? label : `${label}: ${title.slice(0, 40)}` }
      })
  }
  if (!('panel' in content) || content.panel === undefined) return [{ id: 'shown', label: say('shown') }]
  const ids = ['open', 'closed', ...(content.finished === undefined ? [] : ['finished'])]
  return ids.map((id) => ({ id, label: say(id) }))
}

/** Whether there are steps that nobody sees, which the preview passes over. */
export function passesOver(content: Content): boolean {
  return 'steps' in content && content.steps.some(({ step }) => step === 'action' || step === 'wait' || step === 'split')
}
