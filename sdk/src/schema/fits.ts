import { own } from './own'

/**
 * What content must be made of, so that nothing that plays it can stumble: only what is walked through, called or compared as text.
 * Truths, numbers and values out of a list are not here: a strange one is played as best it can be.
 *
 * `*` before a type: a list of it; `?`: it may be absent; `string`; everything else is the name of a shape.
 */
export const SHAPES: Record<string, Record<string, string>> = {
  boot: {
    settings: 'settings',
    words: 'object',
    attributes: '*attribute',
    campaigns: '*any',
    elements: '*any',
    screens: '*named',
    segments: '*named',
    themes: '*theme',
    trackedEvents: '*trackedEvent',
  },
  settings: { eventsOff: '*string', frameOrigins: '?*string' },
  attribute: { name: 'string', source: '?string' },
  named: { rule: 'program' },
  theme: { css: 'string' },
  trackedEvent: { name: 'string', rule: '?program' },
  element: { locator: 'locator' },
  locator: { tag: 'string', path: '*string', within: '*string', developerId: '?string' },
  program: { variable: '*string', operator: '*any', value: '*any', yes: '*any', no: '*any' },
  campaign: {
    id: 'string',
    trigger: 'object',
    frequency: 'object',
    startElements: '*string',
    minSdk: '?string',
    audience: '?program',
    schedule: '?schedule',
    content: '?content',
  },
  schedule: { weekdays: '*any', fromTime: '?string', toTime: '?string' },
  // Contents by their kind.
  announcement: { blocks: '*block' },
  walkthrough: { starts: '*string', steps: '*step' },
  survey: { starts: '*string', steps: '*step' },
  launcher: { label: 'string', hint: '?string', actions: '*action', panel: '?*block', finished: '?*block', place: 'place' },
  checklist: { label: 'string', hint: '?string', actions: '*action', panel: '?*block', finished: '?*block', place: 'place' },
  helpMenu: { label: 'string', hint: '?string', actions: '*action', panel: '?*block', finished: '?*block', place: 'place' },
  tip: { element: 'string', blocks: '*block', valid: '?program' },
  place: { position: 'string' },
  step: { id: 'string', blocks: '*block', advance: '*object', branches: '?*branch', deed: '?deed' },
  branch: { rule: 'program' },
  deed: { link: '?string', value: '?string' },
  action: { link: '?string' },
  // Blocks by their name.
  heading: { line: '*span' },
  text: { paragraphs: '**span' },
  list: { items: '**span' },
  buttons: { buttons: '*button' },
  frame: { link: 'string' },
  video: { blob: 'object', captions: '?*object' },
  columns: { columns: '*column' },
  column: { blocks: '*block' },
  question: { id: 'string', line: '*span', choices: '?*object' },
  items: { items: '*item' },
  span: { text: 'string', link: '?string' },
  button: { label: 'string', actions: '*action' },
  item: { id: 'string', actions: '*action', done: '?program', rule: '?program' },
}

/** Whether a value, parsed from JSON, has a shape. Contents and blocks of a later version do: they are left out when played. */
export function fits(value: unknown, type: string): boolean {
  if (type.startsWith('?')) return value === undefined || fits(value, type.slice(1))
  if (type.startsWith('*')) return Array.isArray(value) && value.every((one) => fits(one, type.slice(1)))
  if (type === 'any' || type === 'string') return type === 'any' || typeof value === type
  if (Object(value) !== value || Array.isArray(value)) return false
  const fields = value as Record<string, unknown>
  const name = type === 'block' ? fields.block : type === 'content' ? fields.kind : type
  return Object.entries((typeof name === 'string' && own(SHAPES, name)) || {}).every(([field, inner]) => fits(fields[field], inner))
}
