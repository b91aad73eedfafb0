import type { FileRef } from './payloads'

/**
 * The boot file for a reader: the first wanted language that has one, exactly or by a shorter tag; else the base language's (`*`).
 *
 * @param boot from a verified release: lower-case BCP 47 tags and `*`
 * @param languages wanted, best first, e.g. `navigator.languages`
 */
export function pickBoot(boot: Record<string, FileRef>, languages: readonly string[]): FileRef {
  for (const language of languages) {
    const parts = language.toLowerCase().split('-')
    for (; parts.length > 0; parts.pop()) {
      const tag = parts.join('-')
      if (tag !== '*' && Object.hasOwn(boot, tag)) return boot[tag] as FileRef
    }
  }
  return boot['*'] as FileRef
}
