/** Whether a value has a form. */
export type Shape = (value: unknown) => boolean

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object with exactly these fields: a new meaning is a new payload type, never an unknown field. */
export function exactly(fields: Record<string, Shape>): Shape {
  const names = Object.keys(fields)
  return (value) => {
    if (!isFields(value) || Object.keys(value).length !== names.length) return false
    return names.every((name) => Object.hasOwn(value, name) && fields[name]?.(value[name]) === true)
  }
}

/** An object of 1 to `most` names that fit, with values that fit. */
export function mapOf(name: RegExp, inner: Shape, most: number): Shape {
  return (value) => {
    if (!isFields(value)) return false
    const entries = Object.entries(value)
    return entries.length > 0 && entries.length <= most && entries.every(([key, entry]) => name.test(key) && inner(entry))
  }
}

/** A list of at most `most` values that fit. */
export function listOf(inner: Shape, most: number): Shape {
  return (value) => Array.isArray(value) && value.length <= most && value.every(inner)
}

/** Texts that fit in strictly ascending order, hence each once. */
export function ascending(pattern: RegExp, most: number): Shape {
  const fits = listOf(text(pattern), most)
  return (value) => fits(value) && (value as string[]).every((entry, index, all) => index === 0 || (all[index - 1] ?? '') < entry)
}

/** A text that fits. */
export function text(pattern: RegExp): Shape {
  return (value) => typeof value === 'string' && pattern.test(value)
}

/** A whole number from `least` on. */
export function whole(least: number): Shape {
  return (value) => Number.isSafeInteger(value) && (value as number) >= least
}
