const BY_TAG: Readonly<Record<string, string>> = {
  button: 'button',
  summary: 'button',
  select: 'combobox',
  textarea: 'textbox',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  h5: 'heading',
  h6: 'heading',
  img: 'img',
  nav: 'navigation',
  main: 'main',
  dialog: 'dialog',
  form: 'form',
  table: 'table',
  ul: 'list',
  ol: 'list',
  li: 'listitem',
  option: 'option',
  output: 'status',
  progress: 'progressbar',
}

const BY_INPUT_TYPE: Readonly<Record<string, string>> = {
  button: 'button',
  submit: 'button',
  reset: 'button',
  image: 'button',
  checkbox: 'checkbox',
  radio: 'radio',
  range: 'slider',
  number: 'spinbutton',
  search: 'searchbox',
}

/** The element's role: the one its author wrote, else the one its tag implies (the common ones of HTML-AAM). */
export function readRole(element: Element): string | undefined {
  const written = element.getAttribute('role')?.trim().split(/\s+/)[0]
  if (written !== undefined && written !== '') return written
  const tag = element.localName
  if (tag === 'a') return element.hasAttribute('href') ? 'link' : undefined
  if (tag === 'input') return BY_INPUT_TYPE[(element.getAttribute('type') ?? 'text').toLowerCase()] ?? 'textbox'
  return BY_TAG[tag]
}

/** Selectors of all elements that may have a role. */
export function selectRole(role: string): string[] {
  return ['[role]', 'a', 'input', ...Object.keys(BY_TAG).filter((tag) => BY_TAG[tag] === role)]
}
