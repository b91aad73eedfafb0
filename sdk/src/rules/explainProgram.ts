import type { Program } from '../schema/wire'
import { runProgram, type Read } from './runProgram'

/**
 * Why a program is false now: the conditions on its way that decided, in words for developers.
 *
 * Names variables and what they are compared with, never their values: some are private.
 */
export function explainProgram(program: Program, read: Read): string[] {
  const seen: string[] = []
  const told: Read = (variable) => {
    seen.push(variable)
    return read(variable)
  }
  if (runProgram(program, told)) return []
  return [...new Set(seen)].map((variable) => {
    const node = program.variable.indexOf(variable)
    const value = program.value[node]
    const wanted = value === null || value === undefined ? '' : ` ${JSON.stringify(value).slice(0, 200)}`
    return `audience asks: ${variable} ${program.operator[node] ?? ''}${wanted}${read(variable) === undefined ? ' (not known)' : ''}`
  })
}
