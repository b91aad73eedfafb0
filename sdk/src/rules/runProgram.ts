import type { Program } from '../schema/wire'
import { compare, type Value } from './compare'

/** Gives a variable's value by its name, or `name:argument`; undefined when it is not available. */
export type Read = (variable: string) => Value | undefined

const TRUE = -1

/**
 * Runs a flat branch program: node by node, always forward, so it always ends.
 *
 * A value that is missing, or of another type, makes its condition false. An operator that this SDK does not know does the same.
 */
export function runProgram(program: Program, read: Read): boolean {
  const { variable, operator, value, yes, no } = program
  let node = variable.length === 0 ? TRUE : 0
  while (node >= 0) {
    const name = variable[node] ?? ''
    const holds = compare(operator[node], name, read(name), value[node], read)
    const next = (holds ? yes : no)[node] ?? -2
    // Branches lead forward only; anything else is no program of ours.
    if (next >= 0 && next <= node) return false
    node = next
  }
  return node === TRUE
}
