/** A code as it is read from the screen: two groups of four. */
export function groupCode(code: string): string {
  return code.replace(/^(.{4})/, '$1 ')
}

/** A code as a screen reader is to say it: sign by sign. */
export function spellOut(code: string): string {
  return [...code].join(', ')
}

/** Seconds as `1:05`. */
export function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
