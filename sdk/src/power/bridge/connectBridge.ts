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

/**
 * Introduces the page to the bridge window that opened it and keeps the message port.
 *
 * Nothing is sent but to the console's origin, and nothing is listened to but from the opener at that origin.
 */
export function connectBridge(options: BridgeOptions): Bridge {
  const { opener, consoleOrigin, application, environment, changed } = options
  let port: MessagePort | undefined
  let welcome: Welcome | undefined
  let ended = false
  let lastActive = 0
  let nextId = 1
  const waiting = new Map<number, (answer: Answer) => void>()

  const send = (message: FromApp): void => {
    port?.postMessage(message)
  }
  const receive = (message: FromBridge): void => {
    if (message.type === 'welcome') welcome = message
    else if (message.type === 'answer') {
      waiting.get(message.id)?.(message.ok ? { ok: true } : { ok: false, message: message.message ?? '' })
      waiting.delete(message.id)
      return
    } else end()
    changed()
  }
  const hello = (): void => {
    const channel = new MessageChannel()
    port?.close()
    port = channel.port1
    port.onmessage = (event: MessageEvent<FromBridge>) => {
      receive(event.data)
    }
    const message: Hello = { handrail: 'hello', protocol: PROTOCOL, application, environment }
    opener.postMessage(message, consoleOrigin, [channel.port2])
  }
  const listen = (event: MessageEvent): void => {
    if (event.source !== opener || event.origin !== consoleOrigin || welcome !== undefined) return
    if (isGreeting(event.data, options)) hello()
  }
  const end = (): void => {
    ended = true
    welcome = undefined
    window.removeEventListener('message', listen)
    port?.close()
  }

  window.addEventListener('message', listen)
  // The page may have been loaded anew while the bridge believes it knows it: it says hello unasked.
  hello()

  return {
    welcome: () => welcome,
    ended: () => ended,
    request: (action, body) => {
      if (welcome === undefined || opener.closed) return Promise.resolve({ ok: false, message: options.closedMessage() })
      const id = nextId++
      return new Promise((resolve) => {
        const limit = setTimeout(() => {
          waiting.delete(id)
          resolve({ ok: false, message: options.closedMessage() })
        }, PATIENCE_MS)
        waiting.set(id, (answer) => {
          clearTimeout(limit)
          resolve(answer)
        })
        send({ type: 'request', id, action, body })
      })
    },
    active: () => {
      const now = Date.now()
      if (now - lastActive < ACTIVE_EVERY_MS) return
      lastActive = now
      send({ type: 'active' })
    },
    leave: () => {
      send({ type: 'leave' })
      end()
    },
  }
}
