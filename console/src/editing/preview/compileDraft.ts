import type { Scene } from '../../preview/protocol'

/** What the server made of the form as it is now. */
export type Compiled = { scene: Scene; images: ReadonlyMap<string, string> } | { problems: string[] }

interface Answer extends Partial<Scene> {
  problems?: string[]
  images?: Record<string, string>
}

/**
 * Has the draft compiled as it stands in the form.
 *
 * @returns undefined when the server did not answer as it should, or was asked to stop
 */
export async function compileDraft(
  form: HTMLFormElement,
  to: string,
  language: string,
  signal: AbortSignal,
): Promise<Compiled | undefined> {
  const body = new FormData(form)
  const answer = await fetch(`${to}?language=${encodeURIComponent(language)}`, { method: 'POST', body, signal }).catch(() => undefined)
  if (answer === undefined || answer.headers.get('Content-Type') !== 'application/json') return undefined
  const { problems, images = {}, ...scene } = (await answer.json()) as Answer
  if (problems !== undefined) return { problems }
  return answer.ok ? { scene: scene as Scene, images: new Map(Object.entries(images)) } : undefined
}
