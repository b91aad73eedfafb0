const LONGEST = 80

/** What a part is known by while its fields are written: its name, else the first text in it, as `folds.py` has it. */
export function gistOf(part: ParentNode): { text: string; language: string } {
  const fields = part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input[name$=".name"], textarea[lang]')
  const first = [...fields].find(({ value }) => value.trim() !== '')
  const text = plain(first?.value ?? '')
  return { text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text, language: first?.lang ?? '' }
}

/** Without the marks of bold, italic and links. */
function plain(text: string): string {
  return text
    .replace(/\[([^[\]]*)\]\([^()\s]*\)|\*+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
