import { PROTOCOL, type FromApp, type FromBridge, type Greeting, type Hello, type RequestAction } from './protocol'

/** Who is on the other side. */
export interface Welcome {
  applicationName: string
  author: string
  language: string
}

/** What a request came to. */
export type Answer = { ok: true } | { ok: false; message: string }

/** The line to the console's bridge window. */
export interface Bridge {
  /** The other side, once it said welcome and until the session ends. */
  welcome(): Welcome | undefined
  ended(): boolean
  request(action: RequestAction, body: unknown): Promise<Answer>
  /** Tells the bridge that the session is in use; at most once a minute. */
  active(): void
  /** Ends the session; nothing of ours listens afterwards. */
  leave(): void
}

/** What connecting needs. */
export interface BridgeOptions {
  /** The window that opened the page; its origin is checked, whoever it is. */
  opener: Window
  /** Pinned in the signed configuration. */
  consoleOrigin: string
  application: string
  environment: string
  /** Called on welcome and at the end. */
  changed: () => void
  /** Words for a bridge window that is no longer there. */
  closedMessage: () => string
}

const PATIENCE_MS = 15_000
const ACTIVE_EVERY_MS = 60_000

function isGreeting(data: unknown, options: BridgeOptions): data is Greeting {
  const greeting = data as Partial<Greeting> | null
  return (
    typeof greeting === 'object' &&
    greeting?.handrail === 'greeting' &&
    greeting.protocol === PROTOCOL &&
    greeting.application === options.application &&
    greeting.environment === options.environment
  )
}

interface Requests {
  send(action: RequestAction, body: unknown, port: MessagePort): Promise<Answer>
  answered(id: number, answer: Answer): void
}

/** Keeps who waits for which answer; nobody waits for ever. */
function makeRequests(closedMessage: () => string): Requests {
  let nextId = 1
  const waiting = new Map<number, (answer: Answer) => void>()
  return {
    send: (action, body, port) =>
      new Promise((resolve) => {
        const id = nextId++
        const limit = setTimeout(() => {
          waiting.delete(id)
          resolve({ ok: false, message: closedMessage() })
        }, PATIENCE_MS)
        waiting.set(id, (answer) => {
          clearTimeout(limit)
          resolve(answer)
        })
        const message: FromApp = { type: 'request', id, action, body }
        port.postMessage(message)
      }),
    answered: (id, answer) => {
      waiting.get(id)?.(answer)
      waiting.delete(id)
    },
  }
}

/** Sends the hello with one end of a new channel, to the console's origin and nobody else. */
function sayHello(options: BridgeOptions, receive: (message: FromBridge) => void): MessagePort {
  const { opener, consoleOrigin, application, environment } = options
  const channel = new MessageChannel()
  channel.port1.onmessage = (event: MessageEvent<FromBridge>) => {
    receive(event.data)
  }
  const message: Hello = { handrail: 'hello', protocol: PROTOCOL, application, environment }
  opener.postMessage(message, consoleOrigin, [channel.port2])
  return channel.port1
}

/**
 * Introduces the page to the bridge window that opened it and keeps the message port.
 *
 * Nothing is sent but to the console's origin, and nothing is listened to but from the opener at that origin.
 */
export function connectBridge(options: BridgeOptions): Bridge {
  const { opener, consoleOrigin, changed } = options
  const requests = makeRequests(options.closedMessage)
  let welcome: Welcome | undefined
  let ended = false
  let lastActive = 0

  const receive = (message: FromBridge): void => {
    if (message.type === 'answer') {
      requests.answered(message.id, message.ok ? { ok: true } : { ok: false, message: message.message ?? '' })
      return
    }
    if (message.type === 'welcome') welcome = message
    else end()
    changed()
  }
  const listen = (event: MessageEvent): void => {
    if (event.source !== opener || event.origin !== consoleOrigin || welcome !== undefined) return
    if (!isGreeting(event.data, options)) return
    port.close()
    port = sayHello(options, receive)
  }
  const end = (): void => {
    ended = true
    welcome = undefined
    window.removeEventListener('message', listen)
    port.close()
  }

  window.addEventListener('message', listen)
  // The page may have been loaded anew while the bridge believes it knows it: it says hello unasked.
  let port = sayHello(options, receive)

  return {
    welcome: () => (opener.closed ? undefined : welcome),
    ended: () => ended,
    request: (action, body) =>
      welcome === undefined || opener.closed
        ? Promise.resolve({ ok: false, message: options.closedMessage() })
        : requests.send(action, body, port),
    active: () => {
      const now = Date.now()
      if (now - lastActive < ACTIVE_EVERY_MS) return
      lastActive = now
      const message: FromApp = { type: 'active' }
      port.postMessage(message)
    },
    leave: () => {
      const message: FromApp = { type: 'leave' }
      port.postMessage(message)
      end()
    },
  }
}
