const SPELT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/**
 * An id made from a name: lower-case letters, digits and hyphens, beginning with a letter, at most 48 characters.
 *
 * @param taken ids that are in use; a number is added until it is free
 */
export function makeSlug(name: string, taken: readonly string[], fallback: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => SPELT[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '')
  const base = plain === '' ? fallback : plain
  let slug = base
  for (let number = 2; taken.includes(slug); number++) slug = `${base}-${number}`
  return slug
}
