// @vitest-environment jsdom
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { playWalkthrough } from '../../src/kinds/walkthrough/playWalkthrough'
import { begin, countSteps, reduce } from '../../src/kinds/walkthrough/reduce'
import type { Begin, Playing } from '../../src/kinds/stage'
import type { Deed, Question, Step, Walkthrough } from '../../src/schema/wire'
import { furnishPage, makeRig, ours, press, rule, type Rig } from './stageDouble'

function step(id: string, kind: Step['step'], next?: string, more: Partial<Step> = {}): Step {
  const common = { id, step: kind, placement: 'auto' as const, spotlight: false, blocks: [], wait: 0, whenMissing: 'end' as const }
  const advance: Step['advance'] = kind === 'popup' ? [{ on: 'nextButton' }] : []
  return { ...common, advance, ...(next === undefined ? {} : { next }), ...more }
}

function deed(id: string, what: Deed, next?: string, more: Partial<Step> = {}): Step {
  return step(id, 'action', next, { deed: what, ...(what.element === undefined ? {} : { element: what.element }), ...more })
}

function tour(steps: Step[], more: Partial<Walkthrough> = {}): Walkthrough {
  return { kind: 'walkthrough', starts: [steps[0]?.id ?? ''], steps, showProgress: true, closable: true, ...more }
}

function heading(text: string): Step['blocks'] {
  return [{ block: 'heading', line: [{ text, bold: false, italic: false }] }]
}

const titles = (): string[] => ours('h2').map((each) => each.textContent)
let playing: Playing | undefined

function play(content: Walkthrough, rig: Rig, how: Begin = { trusted: true }): void {
  playing = playWalkthrough(content, rig.stage, how)
}

function field(markup: 'input' | 'textarea' | 'select' | 'button', attributes: Record<string, string> = {}): HTMLElement {
  const element = document.createElement(markup)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  document.body.append(element)
  return element
}

beforeAll(furnishPage)
afterEach(() => {
  playing?.stop()
  document.body.replaceChildren()
  vi.useRealTimers()
})

describe('the reducer of flow steps', () => {
  const split = step('which', 'split', 'other', { branches: [] })
  const graph = tour([step('one', 'popup', 'which'), split, step('gold', 'popup'), step('other', 'popup')])

  it('goes where a split leads, and remembers no invisible step as shown', () => {
    let state = reduce(graph, begin(graph, { at: 'one', history: [] }), { type: 'found' })
    state = reduce(graph, state, { type: 'next' })
    expect(state).toMatchObject({ at: 'which', history: ['one'] })
    state = reduce(graph, state, { type: 'branch', step: 'gold' })
    expect(state).toMatchObject({ at: 'gold', history: ['one'] })
    expect(reduce(graph, state, { type: 'back' })).toMatchObject({ at: 'one' })
  })

  it('is complete where a split leads nowhere', () => {
    const state = begin(graph, { at: 'which', history: [] })
    expect(reduce(graph, state, { type: 'branch', step: undefined })).toMatchObject({ phase: 'over', how: 'completed' })
  })

  it('breaks off a circle in which nobody is waited for', () => {
    const ring = tour([step('a', 'split', 'b', { branches: [] }), step('b', 'split', 'a', { branches: [] })])
    let state = begin(ring, { at: 'a', history: [] })
    for (let turn = 0; turn < 5; turn += 1) state = reduce(ring, state, { type: 'branch', step: state.at === 'a' ? 'b' : 'a' })
    expect(state).toMatchObject({ phase: 'over', how: 'broken' })
  })

  it('goes to the error handler once, and never from the handler to itself', () => {
    const handled = tour([step('one', 'balloon', undefined, { element: 'x', whenMissing: 'handler' }), step('oops', 'popup')], {
      errorHandler: 'oops',
    })
    const state = reduce(handled, begin(handled, { at: 'one', history: [] }), { type: 'missing' })
    expect(state).toMatchObject({ phase: 'waiting', at: 'oops' })
    const self = tour([step('oops', 'balloon', undefined, { element: 'x', whenMissing: 'handler' })], { errorHandler: 'oops' })
    expect(reduce(self, begin(self, { at: 'oops', history: [] }), { type: 'missing' })).toMatchObject({ how: 'broken' })
  })

  it('counts only what people see', () => {
    expect(countSteps(graph, begin(graph, { at: 'one', history: [] }))).toEqual({ n: 1, total: 2 })
  })
})

describe('a walkthrough that splits, waits and acts', () => {
  it('takes the first branch whose rule holds, else the way out', () => {
    const branches = [
      { rule: rule('attribute:plan', 'equals', 'gold'), next: 'gold' },
      { rule: rule('attribute:plan', 'equals', 'gold'), next: 'late' },
    ]
    const steps = [
      step('which', 'split', 'other', { branches }),
      step('gold', 'popup', undefined, { blocks: heading('Gold') }),
      step('late', 'popup', undefined, { blocks: heading('Late') }),
      step('other', 'popup', undefined, { blocks: heading('Other') }),
    ]
    const rich = makeRig()
    rich.values['attribute:plan'] = 'gold'
    play(tour(steps), rich)
    expect(titles()).toEqual(['Gold'])
    playing?.stop()
    play(tour(steps), makeRig())
    expect(titles()).toEqual(['Other'])
  })

  it('waits without a sign until time, or an event, moves it on', () => {
    vi.useFakeTimers()
    const rig = makeRig()
    const advance: Step['advance'] = [
      { on: 'timeout', seconds: 5 },
      { on: 'trackedEvent', event: 'paid' },
    ]
    const steps = [step('wait', 'wait', 'end', { advance }), step('end', 'popup', undefined, { blocks: heading('End') })]
    play(tour(steps), rig)
    vi.advanceTimersByTime(4_900)
    expect(titles()).toEqual([])
    vi.advanceTimersByTime(200)
    expect(titles()).toEqual(['End'])
    playing?.stop()
    play(tour(steps), rig)
    playing?.notify?.({ on: 'trackedEvent', name: 'other' })
    expect(titles()).toEqual([])
    playing?.notify?.({ on: 'trackedEvent', name: 'paid' })
    expect(titles()).toEqual(['End'])
  })

  it('types where the page allows it, so that the page notices', () => {
    const rig = makeRig({ type: '.ok' })
    rig.elements.name = field('input', { class: 'ok' })
    const heard: string[] = []
    for (const type of ['input', 'change']) document.body.addEventListener(type, () => heard.push(type), { once: true })
    play(tour([deed('type', { do: 'type', element: 'name', value: 'Anna' })]), rig)
    expect([(rig.elements.name as HTMLInputElement).value, heard, rig.ended]).toEqual(['Anna', ['input', 'change'], ['completed']])
  })

  it('clicks and selects where the page allows it', () => {
    const rig = makeRig({ click: '#go', select: 'select' })
    const clicked = vi.fn()
    rig.elements.go = field('button', { id: 'go' })
    rig.elements.go.addEventListener('click', clicked)
    const list = field('select') as HTMLSelectElement
    list.append(new Option('a', 'a'), new Option('b', 'b'))
    rig.elements.list = list
    play(tour([deed('one', { do: 'click', element: 'go' }, 'two'), deed('two', { do: 'select', element: 'list', value: 'b' })]), rig)
    expect([clicked.mock.calls.length, list.value, rig.refused]).toEqual([1, 'b', []])
  })

  const refusals: [string, string, Deed, Record<string, string>, string, boolean][] = [
    ['nothing is allowed', 'sdk.deed-not-allowed', { do: 'type', element: 'x', value: '1' }, {}, '', true],
    ['another element is allowed', 'sdk.deed-not-allowed', { do: 'type', element: 'x', value: '1' }, {}, '.other', true],
    ['the selector is none', 'sdk.deed-not-allowed', { do: 'type', element: 'x', value: '1' }, {}, '((', true],
    ['it is a password', 'sdk.deed-secret', { do: 'type', element: 'x', value: '1' }, { type: 'password' }, 'input', true],
    ['it was a password', 'sdk.deed-secret', { do: 'type', element: 'x', value: '1' }, { autocomplete: 'current-password' }, 'input', true],
    [
      'it is a one-time code',
      'sdk.deed-secret',
      { do: 'type', element: 'x', value: '1' },
      { autocomplete: 'one-time-code' },
      'input',
      true,
    ],
    ['it is a card number', 'sdk.deed-secret', { do: 'click', element: 'x' }, { autocomplete: 'section-a cc-number' }, 'input', true],
    [
      'the page marked it private',
      'sdk.deed-secret',
      { do: 'type', element: 'x', value: '1' },
      { 'data-handrail-private': '' },
      'input',
      true,
    ],
    ['it takes no text', 'sdk.deed-impossible', { do: 'type', element: 'x', value: '1' }, { type: 'file' }, 'input', true],
    ['it is locked', 'sdk.deed-impossible', { do: 'type', element: 'x', value: '1' }, { readonly: '' }, 'input', true],
    ['nobody pressed anything', 'sdk.deed-unasked', { do: 'type', element: 'x', value: '1' }, {}, 'input', false],
    ['the page has no such function', 'sdk.deed-not-allowed', { do: 'call', action: 'x' }, {}, 'input', true],
    ['the link leaves the application', 'sdk.deed-not-allowed', { do: 'navigate', link: 'https://example.org/' }, {}, '', true],
    ['the link is a script', 'sdk.deed-not-allowed', { do: 'navigate', link: 'javascript:alert(1)' }, {}, '', true],
  ]
  it.each(refusals)('does nothing where %s, and says so', (_why, code, what, attributes, selector, trusted) => {
    const rig = makeRig({ type: selector, click: selector, select: selector })
    rig.elements.x = field('input', attributes)
    const steps = [deed('act', what, 'next', { whenMissing: 'handler' }), step('next', 'popup', undefined, { blocks: heading('Next') })]
    const oops = step('oops', 'popup', undefined, { blocks: heading('Oops') })
    play(tour([...steps, oops], { errorHandler: 'oops' }), rig, { trusted })
    expect([rig.refused, titles(), (rig.elements.x as HTMLInputElement).value]).toEqual([[`${code} act`], ['Oops'], ''])
  })

  it('gets no power from a press that a script made', () => {
    const rig = makeRig({ type: 'input' })
    rig.elements.x = field('input')
    const steps = [step('one', 'popup', 'act'), deed('act', { do: 'type', element: 'x', value: '1' })]
    play(tour(steps), rig, {})
    press('[next]')
    expect(rig.refused).toEqual(['sdk.deed-unasked act'])
  })

  it('reads what the page returned, also by a promise', async () => {
    const rig = makeRig()
    rig.functions.level = () => Promise.resolve('gold')
    const branches = [{ rule: rule('returned:ask', 'equals', 'gold'), next: 'gold' }]
    const steps = [
      deed('ask', { do: 'call', action: 'level' }, 'which'),
      step('which', 'split', undefined, { branches }),
      step('gold', 'popup', undefined, { blocks: heading('Gold') }),
    ]
    play(tour(steps), rig)
    await vi.waitFor(() => {
      expect(titles()).toEqual(['Gold'])
    })
    expect(rig.saved.at(-1)).toMatchObject({ at: 'gold', known: { 'returned:ask': 'gold' } })
  })

  it('remembers before a deed what comes after it: the page may go', () => {
    const rig = makeRig({ click: 'button' })
    const button = field('button')
    rig.elements.go = button
    button.addEventListener('click', () => rig.saved.push('clicked'))
    play(tour([deed('act', { do: 'click', element: 'go' }, 'after'), step('after', 'popup')]), rig)
    expect(rig.saved.indexOf('clicked')).toBeGreaterThan(0)
    expect(rig.saved[rig.saved.indexOf('clicked') - 1]).toMatchObject({ at: 'after' })
  })
})

describe('a survey', () => {
  const question = (id: string, more: Partial<Question>): Question => ({
    block: 'question',
    id,
    form: 'scale',
    line: [{ text: id, bold: false, italic: false }],
    required: false,
    ...more,
  })
  const pages = [
    step('p1', 'popup', 'p1.jump', {
      blocks: [question('nps', { least: 0, most: 10, required: true }), question('word', { form: 'text', attribute: 'word' })],
    }),
    step('p1.jump', 'split', 'p2', { branches: [{ rule: rule('answer:nps', 'atLeast', 9), next: 'thanks.' }] }),
    step('p2', 'popup', 'thanks.', {
      blocks: [
        question('use', {
          form: 'choices',
          choices: [
            { value: 'a', label: 'A' },
            { value: 'b', label: 'B' },
          ],
        }),
      ],
    }),
    step('thanks.', 'popup', undefined, { blocks: heading('Thanks') }),
  ]
  const survey = tour(pages, { kind: 'survey', form: 'slideIn' })
  const choose = (value: string): void => {
    ours<HTMLInputElement>('input')
      .find((one) => one.value === value)
      ?.click()
  }

  it('asks for what must be answered before it goes on', () => {
    const rig = makeRig()
    play(survey, rig)
    press('[next]')
    expect(ours('.wrong').map((each) => each.textContent)).toEqual(['[required]', ''])
    expect(rig.answers).toEqual([])
  })

  it('tells each answer once, sets the attribute, and goes on by what was answered', () => {
    const rig = makeRig()
    play(survey, rig)
    choose('4')
    const [text] = ours<HTMLInputElement>('input:not([type])')
    if (text === undefined) throw new Error('no field')
    text.value = ' Good '
    text.dispatchEvent(new Event('input'))
    expect(ours('.progress').map((each) => each.textContent)).toEqual(['1/2'])
    press('[next]')
    choose('a')
    choose('b')
    press('[back]')
    press('[next]')
    press('[send]')
    expect(titles()).toEqual(['Thanks'])
    expect(rig.answers).toEqual([4, 'Good', 'a b'])
    expect(rig.attributes).toEqual({ word: 'Good' })
    press('[close]')
    expect(rig.ended).toEqual(['completed'])
  })

  it('jumps, and is only dismissed when closed before the end', () => {
    const rig = makeRig()
    play(survey, rig)
    choose('9')
    press('[next]')
    expect(titles()).toEqual(['Thanks'])
    playing?.stop()
    play(survey, rig)
    press('[close]')
    expect(rig.ended).toEqual(['dismissed'])
  })

  it('goes on with what was answered before the page was loaded anew', () => {
    const rig = makeRig()
    play(survey, rig, { resume: { at: 'p1', history: [], url: location.href, known: { 'answer:nps': 7, 'answer:word': 'Hm' } } })
    expect(ours<HTMLInputElement>('input:checked').map((one) => one.value)).toEqual(['7'])
    expect(ours<HTMLInputElement>('input:not([type])')[0]?.value).toBe('Hm')
  })
})
