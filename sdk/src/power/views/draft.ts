import { toWire } from '../../locator'
import type { DraftStep } from '../authored'
import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { isComplete } from '../draft/isComplete'
import { toWireCampaign } from '../draft/toWireCampaign'
import { h } from '../h'
import { saveAll } from '../saveAll'

function anchors(context: PowerContext): { id: string; name: string }[] {
  const { elements } = context.store.read()
  const own = new Set(elements.map((element) => element.id))
  const published = context.runtime.boot().elements.filter((element) => !own.has(element.id))
  return [...elements, ...published.map(({ id }) => ({ id, name: id }))]
}

/** Changes the draft; what was proposed before counts as unsaved again. */
function change(context: PowerContext, steps: DraftStep[], name?: string): void {
  const { draft, saved } = context.store.read()
  context.store.change({ draft: { name: name ?? draft.name, steps }, saved: saved.filter((id) => id !== 'draft') })
}

function edit(context: PowerContext, index: number, part: Partial<DraftStep>): void {
  const steps = context.store.read().draft.steps
  change(
    context,
    steps.map((step, at) => (at === index ? { ...step, ...part } : step)),
  )
}

function anchorField(context: PowerContext, step: DraftStep, index: number): HTMLElement {
  const words = context.words()
  const options = anchors(context).map(({ id, name }) => h('option', { value: id, selected: id === step.element }, name))
  const choose = (event: Event): void => {
    const id = (event.target as HTMLSelectElement).value
    const steps = context.store.read().draft.steps.map((one, at) => {
      if (at !== index) return one
      const { title, text, advance } = one
      return { title, text, advance, ...(id === '' ? {} : { element: id }) }
    })
    change(context, steps)
  }
  const none = h('option', { value: '', selected: step.element === undefined }, words('noAnchor'))
  return h('label', {}, words('anchor'), h('select', { name: 'anchor', change: choose }, none, ...options))
}

function advanceField(context: PowerContext, step: DraftStep, index: number): HTMLElement {
  const words = context.words()
  const choose = (event: Event): void => {
    edit(context, index, { advance: (event.target as HTMLSelectElement).value === 'elementClick' ? 'elementClick' : 'nextButton' })
  }
  return h(
    'label',
    {},
    words('advance'),
    h(
      'select',
      { name: 'advance', change: choose },
      h('option', { value: 'nextButton', selected: step.advance === 'nextButton' }, words('byButton')),
      h('option', { value: 'elementClick', selected: step.advance === 'elementClick' }, words('byClick')),
    ),
  )
}

function stepForm(context: PowerContext, step: DraftStep, index: number): HTMLElement {
  const words = context.words()
  const title = h('input', {
    name: 'title',
    value: step.title,
    maxlength: '200',
    autocomplete: 'off',
    input: () => {
      edit(context, index, { title: title.value })
    },
  })
  const text = h(
    'textarea',
    {
      name: 'text',
      maxlength: '2000',
      input: () => {
        edit(context, index, { text: text.value })
      },
    },
    step.text,
  )
  const remove = (): void => {
    change(
      context,
      context.store.read().draft.steps.filter((_, at) => at !== index),
    )
    context.shell().refresh()
  }
  const up = (): void => {
    const steps = [...context.store.read().draft.steps]
    const [moved] = steps.splice(index, 1)
    if (moved !== undefined) steps.splice(index - 1, 0, moved)
    change(context, steps)
    context.shell().refresh()
  }
  return h(
    'fieldset',
    {},
    h('legend', {}, words('step', { n: index + 1 })),
    anchorField(context, step, index),
    h('label', {}, words('title'), title),
    h('label', {}, words('text'), text),
    advanceField(context, step, index),
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'action', type: 'button', click: up, disabled: index === 0 }, words('up')),
      h('button', { class: 'action', type: 'button', click: remove }, words('remove')),
    ),
  )
}

function addStep(context: PowerContext): void {
  const { draft, elements } = context.store.read()
  const used = new Set(draft.steps.map((step) => step.element))
  const fresh = elements.find((element) => !used.has(element.id))
  const step: DraftStep = { title: '', text: '', advance: 'nextButton', ...(fresh === undefined ? {} : { element: fresh.id }) }
  change(context, [...draft.steps, step])
  context.shell().refresh()
}

async function play(context: PowerContext): Promise<void> {
  const words = context.words()
  const { draft, elements } = context.store.read()
  const problem = isComplete(draft)
  if (problem !== undefined) {
    context.shell().say(words(problem), 'bad')
    return
  }
  const key = context.runtime.boot().application
  const wire = elements.map((element) => ({ id: element.id, locator: toWire(element.locator, key) }))
  context.shell().close()
  try {
    await context.runtime.play(toWireCampaign(draft, 'power-mode-draft'), { preview: true, elements: wire })
  } catch (error) {
    context.shell().show(draftView(context))
    context.shell().say(words('playFailed', { reason: error instanceof Error ? error.message : String(error) }), 'bad')
  }
}

/** Walkthrough draft: captured elements become the anchors of steps; played in place before anything is saved. */
export function draftView(context: PowerContext): View {
  return {
    title: 'draft',
    body: () => {
      const words = context.words()
      const { draft } = context.store.read()
      const name = h('input', {
        name: 'name',
        value: draft.name,
        maxlength: '120',
        autocomplete: 'off',
        input: () => {
          change(context, context.store.read().draft.steps, name.value)
        },
      })
      const add = (): void => {
        addStep(context)
      }
      return [
        h('label', {}, words('draftName'), name),
        ...draft.steps.map((step, index) => stepForm(context, step, index)),
        h('button', { class: 'action', type: 'button', click: add }, words('addStep')),
        h(
          'div',
          { class: 'row' },
          h('button', { class: 'action main', type: 'button', click: () => void play(context) }, words('play')),
          h('button', { class: 'action', type: 'button', click: () => void saveAll(context) }, words('save')),
        ),
      ]
    },
  }
}
