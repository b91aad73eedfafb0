const MOST_BYTES = 1_000_000
const FIRST_LINES: Partial<Record<string, RegExp>> = { webvtt: /^WEBVTT(?:[ \t].*)?(?:\n|$)/ }

/** Why a file is not taken: each is a `data-` attribute with its words. */
type Refusal = 'unreadable' | 'tooLarge' | 'notText' | 'otherFormat'

/**
 * A chosen file's text goes into the field that the part around the file input names; nothing is uploaded before the
 * form is saved. What is wrong with a file is said beside its input, and the field stays as it was.
 */
export function fillFromFile(form: HTMLFormElement): void {
  for (const part of form.querySelectorAll<HTMLElement>('[data-file-into]')) {
    const field = document.getElementById(part.dataset['fileInto'] ?? '')
    const input = part.querySelector('input')
    const said = part.querySelector('p')
    const undo = part.querySelector('button')
    if (field instanceof HTMLTextAreaElement && input && said && undo) offer(part, field, input, said, undo)
  }
}

function offer(part: HTMLElement, field: HTMLTextAreaElement, input: HTMLInputElement, said: HTMLElement, undo: HTMLButtonElement): void {
  let before = ''
  part.hidden = false
  // The same file, mended meanwhile, can be chosen again.
  input.addEventListener('click', () => {
    input.value = ''
  })
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void take(file)
  })
  undo.addEventListener('click', () => {
    put(before, 'undone')
    field.focus()
  })
  field.addEventListener('input', () => {
    // Typed: from now on, putting back would take that away.
    undo.hidden = true
  })

  async function take(file: File): Promise<void> {
    const read = await textOf(file, field.maxLength, part.dataset['format'] ?? '')
    const refused = typeof read === 'string'
    input.ariaInvalid = String(refused)
    input.classList.toggle('is-invalid', refused)
    if (refused) {
      say(read)
      return
    }
    before = field.value
    put(read.text, 'done', file.name)
    undo.hidden = before.trim() === ''
  }

  function put(text: string, words: string, name = ''): void {
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    say(words, name)
  }

  function say(words: string, name = ''): void {
    said.className = words === 'done' || words === 'undone' ? 'form-hint' : 'invalid-feedback shown'
    said.textContent = (part.dataset[words] ?? '').replace('{file}', () => name)
  }
}

/** A file's text with plain line ends, or why there is none. */
async function textOf(file: File, most: number, format: string): Promise<{ text: string } | Refusal> {
  if (file.size > MOST_BYTES) return 'tooLarge'
  const bytes = await file.arrayBuffer().catch(() => null)
  if (bytes === null) return 'unreadable'
  const text = decoded(bytes)?.replace(/\r\n?/g, '\n')
  if (text === undefined || text.includes('\0')) return 'notText'
  if (FIRST_LINES[format]?.test(text) === false) return 'otherFormat'
  return most >= 0 && text.length > most ? 'tooLarge' : { text }
}

/** Undefined when it is no UTF-8. */
function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
