const VERSION = /^\d{1,9}(\.\d{1,9}){0,3}$/

/** Dotted numbers compared part by part, missing parts as zero; undefined where one of them is no version. */
export function compareVersions(left: unknown, right: unknown): number | undefined {
  if (typeof left !== 'string' || typeof right !== 'string' || !VERSION.test(left) || !VERSION.test(right)) return undefined
  const [a, b] = [left, right].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (let part = 0; part < 4; part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
