import { collectAssets } from '../assets/collectAssets'
import { readColours } from '../assets/readColours'
import { readFonts } from '../assets/readFonts'
import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { h } from '../h'
import type { Word } from '../words'

function facts(context: PowerContext): [string, string][] {
  const words = context.words()
  const { runtime, bridge } = context
  const boot = runtime.boot()
  const verdict = runtime.verdict()
  const families = new Set(readFonts(document).map((font) => font.family))
  return [
    [words('name'), bridge?.welcome()?.applicationName ?? document.title],
    [words('key'), boot.application],
    [words('environment'), boot.environment],
    [words('release'), verdict.release === undefined ? words('noRelease') : String(verdict.release)],
    [words('sequence'), verdict.seq === undefined ? '–' : String(verdict.seq)],
    [words('signature'), words(verdict.verified ? 'signatureVerified' : 'signatureMissing')],
    [words('sdkVersion'), runtime.sdkVersion],
    [words('fonts'), [...families].slice(0, 4).join(', ') || words('none')],
  ]
}

function swatches(context: PowerContext): HTMLElement {
  const colours = Object.entries(readColours(document)).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const list = colours.map(([name, colour]) => {
    const dot = h('i')
    dot.style.background = colour
    return h('span', { class: 'swatch', title: colour }, dot, context.words()(`colour.${name}` as Word))
  })
  return h('div', { class: 'swatches', role: 'group', 'aria-label': context.words()('colours') }, ...list)
}

async function sync(context: PowerContext, button: HTMLButtonElement): Promise<void> {
  const words = context.words()
  const { bridge, runtime } = context
  button.disabled = true
  context.shell().say(words('syncing'))
  const assets = await collectAssets(document, runtime.sdkVersion)
  const answer = (await bridge?.request('assets', assets)) ?? { ok: false, message: words('notConnected') }
  button.disabled = false
  if (answer.ok) context.shell().say(words('synced'), 'good')
  else context.shell().say(words('failed', { reason: answer.message }), 'bad')
}

/** App Info: what this application and its content are, and Sync App Assets. */
export function appInfoView(context: PowerContext): View {
  return {
    title: 'appInfo',
    body: () => {
      const words = context.words()
      const list = facts(context).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])
      const connected = context.bridge?.welcome() !== undefined
      const button: HTMLButtonElement = h(
        'button',
        { class: 'action main', type: 'button', disabled: !connected, click: () => void sync(context, button) },
        words('sync'),
      )
      return [h('dl', {}, ...list), swatches(context), button, ...(connected ? [] : [h('p', { class: 'soft' }, words('notConnected'))])]
    },
  }
}
