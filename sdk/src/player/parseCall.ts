/** A campaign asked for by a link. */
export interface LinkCall {
  key: string
  step?: string | undefined
  /** Where to go first. */
  deepLink?: string | undefined
}

/** The campaign that a page's address asks for: `?handrail=start/<trigger key>[/<step>]`. */
export function parsePermalink(search: string): LinkCall | undefined {
  const [verb, key, step] = (new URLSearchParams(search).get('handrail') ?? '').split('/')
  if (verb !== 'start' || key === undefined || key === '') return undefined
  return { key, step: step || undefined }
}

/** The campaign that an app's deep link asks for: `<scheme>://1.0/trigger_campaign/<key>?deeplink=…`. */
export function parseDeepLink(url: string): LinkCall | undefined {
  const found = /^[a-z][a-z0-9+.-]*:\/\/1\.0\/trigger_campaign\/([\w.-]+)(?:\?(.*))?$/i.exec(url)
  if (found?.[1] === undefined) return undefined
  return { key: found[1], deepLink: new URLSearchParams(found[2] ?? '').get('deeplink') ?? undefined }
}
