import type { BridgeFacts } from './facts'

/** What the server said to one message of the app. */
export interface HandedIn {
  ok: boolean
  /** Why not, in the author's language. */
  message?: string
}

/** Hands one message of the app to the server, with the author's own session. */
export async function handIn(facts: BridgeFacts, action: string, body: unknown): Promise<HandedIn> {
  try {
    const response = await fetch(`${facts.receive}${encodeURIComponent(action)}/`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': facts.csrf,
      },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      redirect: 'error',
    })
    const answer = (await response.json()) as {
      ok?: boolean
      message?: string
    }
    return answer.ok === true ? { ok: true } : { ok: false, message: answer.message ?? facts.words.unreachable }
  } catch {
    return { ok: false, message: facts.words.unreachable }
  }
}
