/** What the server tells the bridge window; nothing of it reaches the app but its first three and the author's name. */
export interface BridgeFacts {
  application: string
  environment: string
  applicationName: string
  pageUrl: string
  /** The one origin that may answer. */
  pageOrigin: string
  author: string
  language: string
  csrf: string
  /** Path below which messages are handed in. */
  receive: string
  idleMinutes: number
  words: Record<'opened' | 'blocked' | 'silent' | 'connected' | 'carried' | 'refused' | 'ended' | 'idle' | 'unreachable', string>
}

/** Reads the facts of the page; undefined on pages that are no bridge. */
export function readFacts(root: Document): BridgeFacts | undefined {
  const text = root.getElementById('power-facts')?.textContent
  return text === null || text === undefined ? undefined : (JSON.parse(text) as BridgeFacts)
}
