/** The value that occurs most often; of equals the first. Undefined without values. */
export function mostFrequent<Value extends string | number>(values: readonly (Value | undefined)[]): Value | undefined {
  return byFrequency(values)[0]
}

/** The distinct values, the most frequent first. */
export function byFrequency<Value extends string | number>(values: readonly (Value | undefined)[]): Value[] {
  const counts = new Map<Value, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value)
}
