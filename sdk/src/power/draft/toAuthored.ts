import type { Draft, DraftStep } from '../authored'

/** Texts by language, as the console keeps them. */
type Texts = Record<string, string>

interface AuthoredBlock {
  block: 'heading' | 'text'
  text: Texts
}

interface AuthoredStep {
  step: 'balloon' | 'popup'
  id: string
  element?: string
  blocks: AuthoredBlock[]
  advance: { on: 'nextButton' | 'elementClick' }[]
  next?: string
}

/** The draft as the console keeps campaigns: `schema/authored/campaign.py`. */
export interface AuthoredCampaign {
  id: string
  name: string
  content: { kind: 'walkthrough'; starts: string[]; steps: AuthoredStep[] }
}

/** The id of a step in a draft: its place, counted from one. */
export function stepId(index: number): string {
  return `step-${index + 1}`
}

/** Markup signs are typed by people as plain characters here: the console's light markup must not read them. */
function plain(text: string): string {
  return text.replace(/([\\*[\]])/g, '\\$1')
}

function toStep(step: DraftStep, index: number, count: number, language: string): AuthoredStep {
  const blocks: AuthoredBlock[] = []
  if (step.title !== '') blocks.push({ block: 'heading', text: { [language]: plain(step.title) } })
  if (step.text !== '') blocks.push({ block: 'text', text: { [language]: plain(step.text) } })
  return {
    step: step.element === undefined ? 'popup' : 'balloon',
    id: stepId(index),
    ...(step.element === undefined ? {} : { element: step.element }),
    blocks,
    advance: [{ on: step.advance }],
    ...(index + 1 < count ? { next: stepId(index + 1) } : {}),
  }
}

/** Turns a draft into an authored walkthrough with its texts in one language. */
export function toAuthored(draft: Draft, id: string, language: string): AuthoredCampaign {
  const steps = draft.steps.map((step, index) => toStep(step, index, draft.steps.length, language))
  return { id, name: draft.name, content: { kind: 'walkthrough', starts: [stepId(0)], steps } }
}
