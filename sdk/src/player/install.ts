import { createHandrail, type Extend, type Handrail } from './createHandrail'
import { readScriptOptions } from './options'
import { withOldNames, type OldNames } from './withOldNames'

/** The page's names for the SDK; before the script is there, a stub that queues calls: `{q: [['start', {…}], …]}`. */
interface Names {
  Handrail?: (Handrail & OldNames) | { q?: unknown[][] }
  ABBI?: Names['Handrail']
}

function replay(handrail: Handrail & OldNames, queued: unknown[][]): void {
  for (const [name, ...values] of queued) {
    const call: unknown = handrail[name as keyof typeof handrail]
    if (typeof call === 'function') (call as (...given: unknown[]) => unknown)(...values)
  }
}

/**
 * Puts the SDK under `window.Handrail` and `window.ABBI`, replays what a stub queued, and starts by the `data-*` attributes of the
 * script's own tag when it has them.
 */
export function install(extend?: Extend): void {
  const names = window as Window & Names
  const stubs = new Set([names.Handrail, names.ABBI])
  const handrail = withOldNames(createHandrail(extend))
  names.Handrail = handrail
  names.ABBI = handrail
  const script = document.currentScript
  const options = script instanceof HTMLScriptElement ? readScriptOptions(script.dataset) : undefined
  if (options !== undefined) void handrail.start(options)
  for (const stub of stubs) if (stub !== undefined && 'q' in stub && Array.isArray(stub.q)) replay(handrail, stub.q)
}
