import type { AuthoredElement } from '../authored'
import { pickElement, type Picked } from '../capture/pickElement'
import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { gradeNote } from '../gradeNote'
import { h } from '../h'
import { makeSlug } from '../makeSlug'
import { saveAllButton } from '../saveAllButton'
import { capturedView } from './captured'

function taken(context: PowerContext): string[] {
  const { elements, screens } = context.store.read()
  const boot = context.runtime.boot()
  return [...elements, ...screens, ...boot.elements, ...boot.screens].map((one) => one.id)
}

function suggestName(picked: Picked): string {
  const { locator } = picked
  const name = locator.text ?? locator.developerId?.split('=')[1] ?? locator.htmlId ?? locator.fieldName ?? locator.tag
  return name.slice(0, 60)
}

function keep(context: PowerContext, picked: Picked, name: string): void {
  const element: AuthoredElement = {
    id: makeSlug(name, taken(context), 'element'),
    name,
    grade: picked.graded.grade,
    gradeReason: picked.graded.reason,
    locator: picked.locator,
  }
  context.store.change({ elements: [...context.store.read().elements, element] })
  context.shell().show(capturedView(context))
}

/** The form that follows a pick: grade, name, keep or discard. */
function keepView(context: PowerContext, picked: Picked): View {
  const words = context.words()
  return {
    title: 'captureElement',
    body: () => {
      const name = h('input', { name: 'name', required: true, maxlength: '120', value: suggestName(picked), autocomplete: 'off' })
      const submit = (event: Event): void => {
        event.preventDefault()
        if (name.value.trim() !== '') keep(context, picked, name.value.trim())
      }
      const discard = (): void => {
        context.shell().show(captureView(context))
      }
      const form = h(
        'form',
        { submit, class: 'body' },
        h('label', {}, words('elementName'), name),
        h(
          'div',
          { class: 'row' },
          h('button', { class: 'action main', type: 'submit' }, words('keepElement')),
          h('button', { class: 'action', type: 'button', click: discard }, words('discard')),
        ),
      )
      return [h('p', {}, words('matches', { n: picked.graded.matches })), gradeNote(picked.graded, words), form]
    },
  }
}

async function pick(context: PowerContext): Promise<void> {
  const shell = context.shell()
  shell.close()
  const picked = await pickElement(shell, context.words())
  shell.show(picked === undefined ? captureView(context) : keepView(context, picked))
}

function captureScreen(context: PowerContext, name: string): void {
  const id = makeSlug(name, taken(context), 'screen')
  const screen = { id, name, rule: { variable: 'path', operator: 'equals', value: location.pathname } } as const
  context.store.change({ screens: [...context.store.read().screens, screen] })
  context.shell().show(capturedView(context))
}

/** Capture: an element under the pointer, or the screen by its path. */
export function captureView(context: PowerContext): View {
  return {
    title: 'capture',
    body: () => {
      const words = context.words()
      const name = h('input', { name: 'screen', required: true, maxlength: '120', value: document.title.slice(0, 60), autocomplete: 'off' })
      const submit = (event: Event): void => {
        event.preventDefault()
        if (name.value.trim() !== '') captureScreen(context, name.value.trim())
      }
      return [
        h('p', { class: 'soft' }, words('captureHelp')),
        h('button', { class: 'action main', type: 'button', click: () => void pick(context) }, words('captureElement')),
        h(
          'form',
          { submit, class: 'body' },
          h('p', { class: 'soft' }, words('screenNamed', { path: location.pathname })),
          h('label', {}, words('screenName'), name),
          h('button', { class: 'action', type: 'submit' }, words('captureScreen')),
        ),
        saveAllButton(context, ''),
      ]
    },
  }
}
