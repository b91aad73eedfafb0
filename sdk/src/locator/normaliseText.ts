/**
 * Brings a text into the form that is hashed: NFKC, lower case, without decimal digits, white space collapsed and trimmed.
 *
 * The same steps in the same order stand in `handrail/compile/text_hash.py`; `tests/golden/text_hash.json` holds both to it.
 */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Nd}+/gu, '')
    .replace(/\p{White_Space}+/gu, ' ')
    .trim()
}
