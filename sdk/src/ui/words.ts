/** Every word that the SDK asks the boot file for; it holds none itself. `progress` and `tasksDone` have the places `{n}` and `{total}`. */
export const WORD_KEYS = [
  'next',
  'back',
  'done',
  'close',
  'progress',
  'dialog',
  'announcement',
  'walkthrough',
  'newTab',
  'survey',
  'send',
  'required',
  'search',
  'nothingFound',
  'tasksDone',
] as const

/** Name of a word. */
export type WordKey = (typeof WORD_KEYS)[number]

/** A word of the boot file's language; empty where the boot file lacks it. */
export type Say = (key: WordKey) => string
