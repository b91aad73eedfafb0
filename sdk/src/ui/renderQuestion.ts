import type { Question } from '../schema/wire'
import { make } from './make'

/** An answer: a number, a text, or for several choices their values with spaces between. */
export type Answer = string | number

/** What was answered so far. */
export interface Answers {
  get(question: string): Answer | undefined
  set(question: string, answer: Answer | undefined): void
}

interface Option {
  value: string
  label: Node[]
  /** Said besides what is seen. */
  spoken?: string | undefined
}

function optionsOf({ form, choices = [], least = 1, most = 5, low, high }: Question): Option[] {
  if (form === 'choice' || form === 'choices') return choices.map(({ value, label }) => ({ value, label: [new Text(label)] }))
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => {
    const value = least + index
    const end = value === least ? low : value === most ? high : undefined
    const number = form === 'stars' ? `${value} / ${most}` : ''
    const label = form === 'stars' ? make('span', { 'aria-hidden': 'true' }, '★') : new Text(String(value))
    return { value: String(value), label: [label], spoken: [number, end].filter(Boolean).join(', ') }
  })
}

function renderField({ id, form, most = 200, required }: Question, answers: Answers, described: string): HTMLElement {
  const field = make(form === 'text' ? 'input' : 'textarea', {
    id: `ask-${id}`,
    maxlength: String(most),
    autocomplete: 'off',
    'aria-describedby': described,
    ...(required ? { 'aria-required': 'true' } : {}),
  })
  field.value = String(answers.get(id) ?? '')
  field.addEventListener('input', () => {
    answers.set(id, field.value.trim() || undefined)
  })
  return field
}

function renderOptions(question: Question, answers: Answers, described: string): HTMLElement {
  const { id, form, required } = question
  const many = form === 'choices'
  const isNumber = form === 'scale' || form === 'stars'
  const said = String(answers.get(id) ?? '').split(many ? ' ' : '\n')
  const inputs: HTMLInputElement[] = []
  const changed = (): void => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value)
    answers.set(id, chosen.length === 0 ? undefined : isNumber ? Number(chosen[0]) : chosen.join(' '))
    // Stars shine up to the chosen one.
    const last = inputs.findLastIndex((input) => input.checked)
    inputs.forEach((input, index) => input.parentElement?.classList.toggle('on', form === 'stars' ? index <= last : input.checked))
  }
  const labels = optionsOf(question).map(({ value, label, spoken = '' }) => {
    const input = make('input', {
      type: many ? 'checkbox' : 'radio',
      name: id,
      value,
      'aria-describedby': described,
      ...(required && !many ? { required: '' } : {}),
      change: changed,
    })
    input.checked = said.includes(value)
    inputs.push(input)
    return make('label', { class: 'option' }, input, ...label, ...(spoken === '' ? [] : [make('span', { class: 'spoken' }, ` ${spoken}`)]))
  })
  const row = make('div', { class: `options ${form}` }, ...labels)
  changed()
  return row
}

/**
 * A question as fields.
 *
 * @param title its words, as nodes
 */
export function renderQuestion(question: Question, title: Node[], answers: Answers): HTMLElement {
  const { id, form, low, high, required } = question
  const wrong = make('p', { class: 'wrong', id: `wrong-${id}` })
  const words = [...title, ...(required ? [make('span', { 'aria-hidden': 'true' }, ' *')] : [])]
  const attributes = { class: 'question', id: `question-${id}` }
  if (form === 'text' || form === 'longText') {
    const label = make('label', { for: `ask-${id}` }, ...words)
    return make('div', attributes, label, renderField(question, answers, wrong.id), wrong)
  }
  const ends = [low ?? '', high ?? '']
  const scale = ends.some(Boolean)
    ? [make('div', { class: 'ends', 'aria-hidden': 'true' }, ...ends.map((end) => make('span', {}, end)))]
    : []
  return make('fieldset', attributes, make('legend', {}, ...words), renderOptions(question, answers, wrong.id), ...scale, wrong)
}

/**
 * Says at each question that must be answered and is not that it must.
 *
 * @param root what the questions were rendered into
 * @param words what is said
 * @returns whether all are answered; else the first that is not has the focus
 */
export function checkAnswers(root: ParentNode, questions: readonly Question[], answers: Answers, words: string): boolean {
  const missing = questions.filter((question) => {
    const element = root.querySelector(`#question-${question.id}`)
    const lacks = question.required && answers.get(question.id) === undefined
    const wrong = element?.querySelector('.wrong')
    if (wrong) wrong.textContent = lacks ? words : ''
    element?.querySelectorAll('input,textarea').forEach((field) => {
      if (lacks) field.setAttribute('aria-invalid', 'true')
      else field.removeAttribute('aria-invalid')
    })
    return lacks
  })
  const [first] = missing
  if (first === undefined) return true
  root.querySelector<HTMLElement>(`#question-${first.id} :is(input,textarea)`)?.focus()
  return false
}
