import { PROTOCOL, type FromApp, type FromBridge, type Greeting, type Hello } from '../../../sdk/src/power/bridge/protocol'
import type { BridgeFacts } from './facts'
import { handIn } from './handIn'

const GREET_EVERY_MS = 500
const SILENT_AFTER_MS = 15_000
const ACTIONS = ['report', 'assets', 'element', 'screen', 'walkthrough']

function isHello(data: unknown, facts: BridgeFacts): data is Hello {
  const hello = data as Partial<Hello> | null
  return (
    typeof hello === 'object' &&
    hello?.handrail === 'hello' &&
    hello.protocol === PROTOCOL &&
    hello.application === facts.application &&
    hello.environment === facts.environment
  )
}

/** One session of the bridge window: from the press that opens the app to its end. */
class Session {
  private app: Window | null = null
  private port: MessagePort | undefined
  private greeter: ReturnType<typeof setInterval> | undefined
  private idle: ReturnType<typeof setTimeout> | undefined
  private carried = 0
  private readonly console: BroadcastChannel

  constructor(
    private readonly facts: BridgeFacts,
    private readonly say: (text: string) => void,
  ) {
    this.console = new BroadcastChannel(`handrail-power-${facts.application}`)
    window.addEventListener('message', (event) => {
      this.meet(event)
    })
  }

  /** Opens the app; must run inside a press, or the pop-up blocker stops it. */
  open(): void {
    const { words, pageUrl } = this.facts
    this.end()
    this.app = window.open(pageUrl, '_blank')
    if (this.app === null) {
      this.say(words.blocked)
      return
    }
    this.say(words.opened)
    const since = Date.now()
    this.greeter = setInterval(() => {
      this.greet()
      if (this.port === undefined && Date.now() - since > SILENT_AFTER_MS) this.say(words.silent)
    }, GREET_EVERY_MS)
    this.touch()
  }

  private greet(): void {
    const { application, environment, pageOrigin, words } = this.facts
    if (this.app?.closed === true) {
      this.end()
      this.say(words.ended)
      return
    }
    if (this.port !== undefined) return
    const greeting: Greeting = {
      handrail: 'greeting',
      protocol: PROTOCOL,
      application,
      environment,
    }
    this.app?.postMessage(greeting, pageOrigin)
  }

  /** Takes a message port from the window we opened, at the origin that is registered for it, and from nobody else. */
  private meet(event: MessageEvent): void {
    if (this.app === null || event.source !== this.app || event.origin !== this.facts.pageOrigin) return
    const [port] = event.ports
    if (!isHello(event.data, this.facts) || port === undefined) return
    this.port?.close()
    this.port = port
    port.onmessage = (message: MessageEvent<FromApp>) => {
      void this.receive(message.data)
    }
    const { applicationName, author, language, words } = this.facts
    this.send({ type: 'welcome', applicationName, author, language })
    this.say(words.connected)
    this.touch()
  }

  private send(message: FromBridge): void {
    this.port?.postMessage(message)
  }

  private async receive(message: FromApp): Promise<void> {
    const { words } = this.facts
    this.touch()
    if (message.type === 'leave') {
      this.end()
      this.say(words.ended)
      return
    }
    if (message.type !== 'request' || !ACTIONS.includes(message.action)) return
    const { ok, message: reason } = await handIn(this.facts, message.action, message.body)
    this.send({
      type: 'answer',
      id: message.id,
      ok,
      ...(reason === undefined ? {} : { message: reason }),
    })
    if (!ok) this.say(words.refused.replace('{reason}', reason ?? ''))
    else if (message.action !== 'report') {
      this.carried++
      this.say(`${words.connected} ${words.carried.replace('{n}', String(this.carried))}`)
      this.console.postMessage(message.action)
    }
  }

  /** Restarts the idle clock. */
  private touch(): void {
    clearTimeout(this.idle)
    this.idle = setTimeout(() => {
      this.end()
      this.say(this.facts.words.idle)
    }, this.facts.idleMinutes * 60_000)
  }

  private end(): void {
    this.send({ type: 'end' })
    this.port?.close()
    this.port = undefined
    this.app = null
    clearInterval(this.greeter)
    clearTimeout(this.idle)
  }
}

/** Runs the bridge window: one button, one status line. */
export function runBridge(facts: BridgeFacts): void {
  const status = document.getElementById('power-status')
  const session = new Session(facts, (text) => {
    if (status !== null && status.textContent !== text) status.textContent = text
  })
  document.getElementById('power-open')?.addEventListener('click', () => {
    session.open()
  })
}
