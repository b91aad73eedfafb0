import { createLocator } from '../locator'
import { connectBridge, type Bridge, type Welcome } from './bridge/connectBridge'
import { connectByCode, type CodeLine } from './code/connectByCode'
import type { PowerContext, PowerRuntime } from './context'
import { createShell, type Shell } from './createShell'
import { createStore } from './createStore'
import { menuView } from './views/menu'
import { createWords, type Words } from './words'

/** The running Power Mode of a page. */
export interface Power {
  /** Takes bubble, panel and every listener away; what was captured stays in the window. */
  stop(): void
}

function openedBy(): Window | undefined {
  const opener = window.opener as Window | null
  return opener !== null && window.top === window ? opener : undefined
}

/** Reports once that the SDK was seen live here: proof for the console's connection step and its badge. */
function reportLive(bridge: Bridge, runtime: PowerRuntime): void {
  const { release, seq, verified } = runtime.verdict()
  void bridge.request('report', { release, seq, verified, sdkVersion: runtime.sdkVersion, page: location.origin + location.pathname })
}

/**
 * Starts Power Mode on a page.
 *
 * @param show shows the bubble even when the page was not opened by the console (`start({powerMode: true})`)
 * @returns undefined where there is nothing to start: not opened by the bridge, and not asked for by the page
 */
export function startPower(runtime: PowerRuntime, show: boolean): Power | undefined {
  const boot = runtime.boot()
  const opener = openedBy()
  const { consoleOrigin } = boot.settings
  if (!show && (opener === undefined || consoleOrigin === undefined)) return undefined

  const store = createStore(boot.application)
  // The words of Power Mode are the author's: the console's language once it is known, the browser's before.
  let language = navigator.language
  const words = (): Words => createWords(language)
  let shell: Shell | undefined
  let reported: Welcome | undefined
  let bridge: Bridge | undefined
  let line: CodeLine | undefined
  /** The bridge window where one said welcome, else whoever was asked for a code. */
  const current = (): Bridge | undefined => {
    if (bridge?.welcome() !== undefined || line === undefined) return bridge
    return bridge === undefined || line.welcome() !== undefined || line.ended() ? line : bridge
  }

  const stop = (): void => {
    bridge?.leave()
    line?.leave()
    shell?.remove()
    shell = undefined
  }
  const context: PowerContext = {
    runtime,
    locator: createLocator(boot.application),
    store,
    get bridge() {
      return current()
    },
    get line() {
      return line
    },
    words,
    contentLanguage: boot.language,
    shell: () => shell ?? open(),
    exit: () => {
      store.clear()
      stop()
    },
  }
  const open = (): Shell => {
    shell ??= createShell({ store, words, home: menuView(context), active: () => current()?.active() })
    return shell
  }
  const changed = (): void => {
    const connected = current()
    const welcome = connected?.welcome()
    language = welcome?.language ?? language
    open().refresh()
    if (welcome !== undefined && connected !== undefined && welcome !== reported) {
      reported = welcome
      reportLive(connected, runtime)
    }
  }

  const { application, environment } = boot
  if (consoleOrigin !== undefined) {
    const endedMessage = (): string => words()('codeEnded')
    const unreachableMessage = (): string => words()('codeUnreachable')
    line = connectByCode({ consoleOrigin, application, environment, changed, endedMessage, unreachableMessage })
  }
  if (opener !== undefined && consoleOrigin !== undefined) {
    const closedMessage = (): string => words()('bridgeClosed')
    bridge = connectBridge({ opener, consoleOrigin, application, environment, changed, closedMessage })
  }
  if (show) open()
  return { stop }
}
