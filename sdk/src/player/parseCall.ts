/** A campaign asked for by a link. */
export interface LinkCall {
  key: string
  step?: string
  /** Where to go first. */
  deepLink?: string
}

/** The campaign that a page's address asks for: `?handrail=start/<trigger key>[/<step>]`. */
export function parsePermalink(search: string): LinkCall | undefined {
  const [verb, key, step] = (new URLSearchParams(search).get('handrail') ?? '').split('/')
  if (verb !== 'start' || key === undefined || key === '') return undefined
  return { key, ...(step === undefined || step === '' ? {} : { step }) }
}

/** The campaign that an app's deep link asks for: `<scheme>://1.0/trigger_campaign/<key>?deeplink=…`. */
export function parseDeepLink(url: string): LinkCall | undefined {
  const found = /^[a-z][a-z0-9+.-]*:\/\/1\.0\/trigger_campaign\/([\w.-]+)(?:\?(.*))?$/i.exec(url)
  if (found?.[1] === undefined) return undefined
  const deepLink = new URLSearchParams(found[2] ?? '').get('deeplink')
  return { key: found[1], ...(deepLink === null ? {} : { deepLink }) }
}
