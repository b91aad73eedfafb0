import type { Named, Program } from '../schema/wire'

/** Segments and screens, whose own rules count, too. */
export interface Wider {
  segments: Named[]
  screens: Named[]
}

/** A rule and those of all segments and screens that it leans on; nothing of no rule. */
export function programsOf(rule: Program | undefined, wider: Wider, seen = new Set<Program>()): Program[] {
  if (rule === undefined || seen.has(rule)) return []
  seen.add(rule)
  for (const variable of rule.variable) {
    const [name, id] = variable.split(/:(.*)/s)
    const list = name === 'segment' ? wider.segments : name === 'screen' ? wider.screens : []
    programsOf(list.find((one) => one.id === id)?.rule, wider, seen)
  }
  return [...seen]
}
