import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { h } from '../h'
import { saveAllButton } from '../saveAllButton'
import { appInfoView } from './appInfo'
import { captureView } from './capture'
import { capturedView } from './captured'
import { codeView } from './code'
import { draftView } from './draft'
import { whyNotView } from './whyNot'

function connection(context: PowerContext): HTMLElement {
  const words = context.words()
  const welcome = context.bridge?.welcome()
  if (welcome !== undefined) return h('p', { class: 'good' }, words('connected', { author: welcome.author }))
  const byCode = context.line === undefined ? 'notConnected' : 'notConnectedYet'
  return h('p', { class: 'soft' }, words(context.bridge?.ended() === true ? 'sessionEnded' : byCode))
}

/** Asks first while something would be lost. */
function leave(context: PowerContext): void {
  if (context.store.unsaved() === 0) context.exit()
  else context.shell().show(exitView(context))
}

function exitView(context: PowerContext): View {
  return {
    title: 'exit',
    body: () => {
      const words = context.words()
      const stay = (): void => {
        context.shell().show(menuView(context))
      }
      return [
        h('p', {}, words('exitQuestion')),
        h(
          'div',
          { class: 'row' },
          h('button', { class: 'action main', type: 'button', click: stay }, words('stay')),
          h('button', { class: 'action', type: 'button', click: context.exit }, words('leave')),
        ),
      ]
    },
  }
}

/** The menu of Power Mode. */
export function menuView(context: PowerContext): View {
  return {
    title: 'powerMode',
    body: () => {
      const words = context.words()
      const { elements, screens } = context.store.read()
      const count = elements.length + screens.length
      const item = (text: string, view: () => View): HTMLElement => {
        const open = (): void => {
          context.shell().show(view())
        }
        return h('button', { class: 'item', type: 'button', click: open }, text)
      }
      const unsaved = context.store.unsaved()
      const exit = (): void => {
        leave(context)
      }
      const { line } = context
      const offered = line !== undefined && context.bridge?.welcome() === undefined
      return [
        connection(context),
        ...(offered ? [item(words('connectByCode'), () => codeView(line, context))] : []),
        item(words('appInfo'), () => appInfoView(context)),
        item(words('capture'), () => captureView(context)),
        item(count > 0 ? `${words('captured')} (${count})` : words('captured'), () => capturedView(context)),
        item(words('draft'), () => draftView(context)),
        item(words('whyNot'), () => whyNotView(context)),
        ...(unsaved > 0
          ? [h('div', { class: 'row ends' }, h('span', { class: 'soft' }, words('unsaved', { n: unsaved })), saveAllButton(context))]
          : []),
        h('div', { class: 'row ends' }, h('button', { class: 'action', type: 'button', click: exit }, words('exit'))),
      ]
    },
  }
}
