import type { CodeLine, CodeState } from '../code/connectByCode'
import { clockOf, groupCode, spellOut } from '../code/spellOut'
import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { h } from '../h'
import type { Words } from '../words'

type Shown = Extract<CodeState, { at: 'shown' }>

/** Gets the focus when the view is drawn anew, so that a screen reader says what has changed. */
const FIRST = { tabindex: '-1', 'data-first': true } as const

function secondsLeft(shown: Shown): number {
  return Math.max(0, Math.ceil((shown.until - performance.now()) / 1000))
}

/** The time that is left, kept up to date for as long as it is drawn; not read aloud every second. */
function clock(shown: Shown, words: Words): HTMLElement {
  const time = h('p', { class: 'soft', role: 'timer', 'aria-live': 'off' })
  const draw = (): void => {
    time.textContent = words('codeTime', { time: clockOf(secondsLeft(shown)) })
  }
  draw()
  const ticking = setInterval(() => {
    draw()
    if (!time.isConnected || secondsLeft(shown) === 0) clearInterval(ticking)
  }, 1000)
  return time
}

function shownCode(shown: Shown, words: Words): HTMLElement[] {
  const { code, typed } = shown
  if (typed) return [h('p', { class: 'good', ...FIRST }, words('codeTyped'))]
  const label = words('codeLabel', { code: spellOut(code) })
  const signs = h('span', { 'aria-hidden': 'true' }, groupCode(code))
  return [
    h('p', {}, words('codeWhere')),
    h('div', { class: 'code', role: 'group', 'aria-label': label, ...FIRST }, signs),
    clock(shown, words),
    h('p', { class: 'soft' }, words('codeSecret')),
  ]
}

function body(line: CodeLine, context: PowerContext): Node[] {
  const words = context.words()
  const state = line.state()
  const press = (word: 'codeAsk' | 'codeAgain'): HTMLElement =>
    h('button', { class: 'action main', type: 'button', click: () => void line.askForCode() }, words(word))
  const origin = h('p', { class: 'soft' }, words('codeOrigin', { origin: self.origin }))
  switch (state.at) {
    case 'idle':
      return [h('p', {}, words('codeHelp')), press('codeAsk')]
    case 'asking':
      return [h('p', FIRST, words('codeAsking'))]
    case 'connected':
      return [h('p', { class: 'good', ...FIRST }, words('connected', { author: line.welcome()?.author ?? '' }))]
    case 'failed':
      return [
        h('p', { class: 'bad', role: 'alert' }, words(`code.${state.problem}`)),
        ...(state.problem === 'unreachable' ? [origin] : []),
        press('codeAgain'),
      ]
    default: {
      const cancel = (): void => {
        line.cancelCode()
      }
      return [...shownCode(state, words), h('button', { class: 'action', type: 'button', click: cancel }, words('cancel'))]
    }
  }
}

/** Connect by code: the code large, the time left, and what became of it. */
export function codeView(line: CodeLine, context: PowerContext): View {
  return { title: 'connectByCode', body: () => body(line, context) }
}
