// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest'
import { connectBridge, type Bridge } from '../../src/power/bridge/connectBridge'
import { PROTOCOL, type FromApp, type FromBridge, type Greeting, type Hello } from '../../src/power/bridge/protocol'

const CONSOLE = 'https://console.example'

interface Sent {
  message: Hello
  target: string
  port: MessagePort
}

/** A window of another origin: what is posted to it is kept together with the origin it was meant for. */
function makeOpener(): { opener: Window; sent: Sent[] } {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const opener = frame.contentWindow
  if (opener === null) throw new Error('no window')
  const sent: Sent[] = []
  Object.defineProperty(opener, 'postMessage', {
    value: (message: Hello, target: string, transfer: MessagePort[]) => {
      const [port] = transfer
      if (port === undefined) throw new Error('no port was sent')
      sent.push({ message, target, port })
    },
  })
  return { opener, sent }
}

let bridge: Bridge | undefined
let changes = 0

function connect(opener: Window): Bridge {
  changes = 0
  bridge = connectBridge({
    opener,
    consoleOrigin: CONSOLE,
    application: 'bank',
    environment: 'staging',
    changed: () => changes++,
    closedMessage: () => 'closed',
  })
  return bridge
}

function greet(source: Window, origin: string, change: Partial<Greeting> = {}): void {
  const data = { handrail: 'greeting', protocol: PROTOCOL, application: 'bank', environment: 'staging', ...change }
  window.dispatchEvent(new MessageEvent('message', { data, origin, source }))
}

/** Answers on the console's end of the newest channel. */
function answerWith(sent: Sent[], answers: (message: FromApp) => FromBridge | undefined): MessagePort {
  const port = sent.at(-1)?.port
  if (port === undefined) throw new Error('no hello')
  port.onmessage = (event: MessageEvent<FromApp>) => {
    const answer = answers(event.data)
    if (answer !== undefined) port.postMessage(answer)
  }
  const welcome: FromBridge = { type: 'welcome', applicationName: 'Sample Bank', author: 'Ada', language: 'de' }
  port.postMessage(welcome)
  return port
}

async function settled(true_: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !true_(); i++) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(true_()).toBe(true)
}

afterEach(() => {
  bridge?.leave()
})

describe('the page and the bridge window', () => {
  it('says hello unasked, to the console’s origin only', () => {
    const { opener, sent } = makeOpener()
    connect(opener)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.target).toBe(CONSOLE)
    expect(sent[0]?.message).toEqual({ handrail: 'hello', protocol: PROTOCOL, application: 'bank', environment: 'staging' })
  })

  it('answers a greeting of the opener at the console’s origin', () => {
    const { opener, sent } = makeOpener()
    connect(opener)
    greet(opener, CONSOLE)
    expect(sent).toHaveLength(2)
  })

  it.each([
    ['another origin', 'https://evil.example', {}],
    ['another application', CONSOLE, { application: 'shop' }],
    ['another environment', CONSOLE, { environment: 'production' }],
    ['another protocol', CONSOLE, { protocol: 99 }],
  ])('does not answer %s', (_, origin, change) => {
    const { opener, sent } = makeOpener()
    connect(opener)
    greet(opener, origin, change)
    expect(sent).toHaveLength(1)
  })

  it('does not answer another window at the console’s origin', () => {
    const { opener, sent } = makeOpener()
    connect(opener)
    greet(makeOpener().opener, CONSOLE)
    expect(sent).toHaveLength(1)
  })

  it('carries a request and its answer', async () => {
    const { opener, sent } = makeOpener()
    const line = connect(opener)
    answerWith(sent, (message) => (message.type === 'request' ? { type: 'answer', id: message.id, ok: true } : undefined))
    await settled(() => line.welcome() !== undefined)
    expect(line.welcome()).toMatchObject({ author: 'Ada', language: 'de' })
    expect(await line.request('element', { id: 'x' })).toEqual({ ok: true })
  })

  it('says in words why something was refused', async () => {
    const { opener, sent } = makeOpener()
    const line = connect(opener)
    answerWith(sent, (message) => (message.type === 'request' ? { type: 'answer', id: message.id, ok: false, message: 'no' } : undefined))
    await settled(() => line.welcome() !== undefined)
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'no' })
  })

  it('refuses at once before the welcome and after the end', async () => {
    const { opener, sent } = makeOpener()
    const line = connect(opener)
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'closed' })
    const port = answerWith(sent, () => undefined)
    await settled(() => line.welcome() !== undefined)
    const end: FromBridge = { type: 'end' }
    port.postMessage(end)
    await settled(() => line.ended())
    expect(await line.request('element', {})).toEqual({ ok: false, message: 'closed' })
    expect(changes).toBe(2)
  })

  it('listens to nothing after the person left', () => {
    const { opener, sent } = makeOpener()
    connect(opener).leave()
    greet(opener, CONSOLE)
    expect(sent).toHaveLength(1)
  })
})
