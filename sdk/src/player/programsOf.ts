import type { Boot, Program } from '../schema/wire'

/** A rule and those of all segments and screens that it leans on. */
export function programsOf(rule: Program | undefined, boot: Boot, seen = new Set<Program>()): Program[] {
  if (rule === undefined || seen.has(rule)) return []
  seen.add(rule)
  for (const variable of rule.variable) {
    const [name, id] = variable.split(/:(.*)/s)
    const list = name === 'segment' ? boot.segments : name === 'screen' ? boot.screens : []
    programsOf(list.find((one) => one.id === id)?.rule, boot, seen)
  }
  return [...seen]
}
