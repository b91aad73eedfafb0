import type { Show } from './createStages'

// Put in by the build: whether unsigned content may be played at all.
declare const __POWER__: boolean

/** Elements of unsaved content that Power Mode plays in place; always undefined in builds that play signed content only. */
export function previewOf({ preview }: Partial<Show>): Show['preview'] {
  return __POWER__ ? preview : undefined
}
