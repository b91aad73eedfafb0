import type { Bytes } from './bytes'

/** What a server answered; `unreachable` when nothing came. */
export type Answer = { kind: 'bytes'; bytes: Bytes } | { kind: 'gone' } | { kind: 'unreachable' }

/** What a request needs. */
export interface RequestOptions {
  /** Not read further than this: an endless answer must not fill the memory. */
  mostBytes: number
  cache: RequestCache
  signal: AbortSignal
}

async function readAtMost(response: Response, most: number): Promise<Bytes | undefined> {
  const reader = response.body?.getReader()
  if (reader === undefined) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > most) {
      await reader.cancel()
      return undefined
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/**
 * GETs a public file. `same-origin` credentials and `cors`, because a preload of another kind would be fetched twice.
 *
 * Never throws: an answer that is too large, a redirect, or none at all is `unreachable`.
 */
export async function request(url: string, options: RequestOptions): Promise<Answer> {
  try {
    const { cache, signal } = options
    const response = await fetch(url, { mode: 'cors', credentials: 'same-origin', redirect: 'error', cache, signal })
    if (response.status === 404 || response.status === 410) return { kind: 'gone' }
    const bytes = response.ok ? await readAtMost(response, options.mostBytes) : undefined
    return bytes === undefined ? { kind: 'unreachable' } : { kind: 'bytes', bytes }
  } catch {
    return { kind: 'unreachable' }
  }
}
