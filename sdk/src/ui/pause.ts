/** The browser's own, which the types do not know yet; in quotes, or its names would be shortened as if they were ours. */
type Scheduler = Record<'yield', (() => Promise<void>) | undefined>

/**
 * Ends the task here, where the browser can go on with it first thing after what is urgent (painting, a key, a click): on a slow
 * processor no one task holds the page up for long. Elsewhere it goes on at once.
 */
export async function pause(): Promise<void> {
  await (globalThis as Partial<Record<'scheduler', Scheduler>>)['scheduler']?.['yield']?.()
}
