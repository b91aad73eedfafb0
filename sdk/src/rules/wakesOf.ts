import type { Program } from '../schema/wire'

/** How the names of variables begin whose answer changes by it; a screen is named by the page, marked on it, or known by a rule. */
const WAKES = {
  attribute: /^(attribute|user|language|screen)/,
  event: /^tracked/,
  timer: /^(sessionTime|timeO|date|weekday)/,
  dom: /^(view|colour|element|network|pageTitle|screen)/,
  navigation: /^(url|path|query|fragment|screen)/,
  campaign: /^campaign/,
}

/** What can make a rule's answer change. */
export type Wake = keyof typeof WAKES

/** What a rule must be run again for, by all programs that it consists of; without any of these its answer stays as it is. */
export function wakesOf(programs: readonly Program[]): Set<Wake> {
  const variables = programs.flatMap((program) => program.variable)
  const kinds = Object.keys(WAKES) as Wake[]
  return new Set(kinds.filter((kind) => variables.some((variable) => WAKES[kind].test(variable))))
}
