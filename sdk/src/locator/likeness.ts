function bare(token: string): string {
  return token.replace(/:nth\(.*$/, '')
}

/**
 * How alike two ancestor paths are: longest common subsequence of their tokens (ordinals left out) over the longer length.
 *
 * @returns 0 to 1
 */
export function likeness(left: readonly string[], right: readonly string[]): number {
  const a = left.map(bare)
  const b = right.map(bare)
  let previous = new Array<number>(b.length + 1).fill(0)
  for (const token of a) {
    const row = [0]
    b.forEach((other, j) => {
      row.push(token === other ? (previous[j] ?? 0) + 1 : Math.max(previous[j + 1] ?? 0, row[j] ?? 0))
    })
    previous = row
  }
  return (previous[b.length] ?? 0) / Math.max(a.length, b.length, 1)
}
