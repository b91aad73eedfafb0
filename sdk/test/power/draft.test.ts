import { describe, expect, it } from 'vitest'
import type { Draft } from '../../src/power/authored'
import { isComplete } from '../../src/power/draft/isComplete'
import { toAuthored } from '../../src/power/draft/toAuthored'
import { toWireCampaign } from '../../src/power/draft/toWireCampaign'

const DRAFT: Draft = {
  name: 'First transfer',
  steps: [
    { element: 'new', title: 'Begin *here*', text: 'One.\n\nTwo.', advance: 'elementClick' },
    { title: '', text: 'Done', advance: 'nextButton' },
  ],
}

describe('a walkthrough draft', () => {
  it('becomes the campaign that the console keeps', () => {
    expect(toAuthored(DRAFT, 'first-transfer', 'en')).toEqual({
      id: 'first-transfer',
      name: 'First transfer',
      content: {
        kind: 'walkthrough',
        starts: ['step-1'],
        steps: [
          {
            step: 'balloon',
            id: 'step-1',
            element: 'new',
            blocks: [
              { block: 'heading', text: { en: 'Begin \\*here\\*' } },
              { block: 'text', text: { en: 'One.\n\nTwo.' } },
            ],
            advance: [{ on: 'elementClick' }],
            next: 'step-2',
          },
          { step: 'popup', id: 'step-2', blocks: [{ block: 'text', text: { en: 'Done' } }], advance: [{ on: 'nextButton' }] },
        ],
      },
    })
  })

  it('becomes the same thing for the runtime, texts as typed', () => {
    const { content } = toWireCampaign(DRAFT, 'x')
    if (content?.kind !== 'walkthrough') throw new Error('no walkthrough')
    const [first, second] = content.steps
    expect(first?.blocks[0]).toEqual({ block: 'heading', line: [{ text: 'Begin *here*', bold: false, italic: false }] })
    expect(first?.blocks[1]).toMatchObject({ paragraphs: [[{ text: 'One.' }], [{ text: 'Two.' }]] })
    expect(first?.advance).toEqual([{ on: 'elementClick', element: 'new' }])
    expect([second?.step, second?.next]).toEqual(['popup', undefined])
  })

  it.each([
    ['needsText', { ...DRAFT, name: ' ' }],
    ['needsText', { ...DRAFT, steps: [] }],
    ['needsText', { ...DRAFT, steps: [{ title: '', text: ' ', advance: 'nextButton' as const }] }],
    ['needsAnchor', { ...DRAFT, steps: [{ title: 'x', text: '', advance: 'elementClick' as const }] }],
    [undefined, DRAFT],
  ])('is checked first: %s', (problem, draft) => {
    expect(isComplete(draft)).toBe(problem)
  })
})
