/** Whether a value, parsed from JSON, has a form. */
export type Shape = (value: unknown) => boolean

type Fields = Record<string, unknown>

/** The names of an object's fields; none of nothing, and numbers of a text or a list: no shape asks for such names. */
function namesOf(value: unknown): string[] {
  return Object.keys(value ?? '')
}

/**
 * An object with exactly these fields, in this order: a new meaning is a new payload type, never an unknown field.
 *
 * @param fields in ascending order, as canonical JSON writes them
 */
export function exactly(fields: Record<string, Shape>): Shape {
  const names = namesOf(fields)
  // A name with a comma cannot stand for two: no shape takes the fields that would then be missing.
  return (value) => namesOf(value).join() === names.join() && names.every((name) => (fields[name] as Shape)((value as Fields)[name]))
}

/** An object of 1 to `most` names that fit, in ascending order, with values that fit. */
export function mapOf(name: Shape, inner: Shape, most: number): Shape {
  const fits = ascending(name, most)
  return (value) => {
    const names = namesOf(value)
    return names.length > 0 && fits(names) && Object.values(value as Fields).every(inner)
  }
}

/** A list of at most `most` values that fit. */
export function listOf(inner: Shape, most: number): Shape {
  return (value) => Array.isArray(value) && value.length <= most && value.every(inner)
}

/** Texts that fit in strictly ascending order, hence each once. */
export function ascending(inner: Shape, most: number): Shape {
  const fits = listOf(inner, most)
  return (value) => fits(value) && (value as string[]).every((entry, at, all) => at === 0 || (all[at - 1] as string) < entry)
}

/** A text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** A text that fits; of at most `most` letters. */
export function text(pattern: RegExp, most = Infinity): Shape {
  return (value) => isText(value) && value.length <= most && pattern.test(value)
}

/** A whole number from `least` on. */
export function whole(least: number): Shape {
  return (value) => Number.isSafeInteger(value) && (value as number) >= least
}
