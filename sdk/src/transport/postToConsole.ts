/** What one call to the console needs; only Power builds make any. */
export interface ConsoleCall {
  /** The console's origin as the signed configuration pins it, and a path of it without anything secret. */
  url: string
  body: unknown
  /** Travels in a header only, so that it stands in no address and in no log. */
  secret?: string
  /** Outlives the page that is being left. */
  last?: boolean
}

const PATIENCE_MS = 15_000

/**
 * Posts JSON to the console, without cookies and without following a redirect.
 *
 * @returns the answer's JSON whatever its status; undefined when none came, or the console does not know this page's origin
 */
export async function postToConsole({ url, body, secret, last = false }: ConsoleCall): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      mode: 'cors',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      keepalive: last,
      headers: { 'content-type': 'application/json', ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const answer: unknown = await response.json()
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
