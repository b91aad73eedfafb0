const MOST_BYTES = 1_000_000

/** A chosen file's text goes into the field that the file input names; nothing is uploaded before the form is saved. */
export function fillFromFile(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type=file][data-into]')) {
    input.addEventListener('change', () => void fill(form, input))
  }
}

async function fill(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const field = form.querySelector<HTMLTextAreaElement>(`#${input.dataset['into'] ?? ''}`)
  const problem = form.querySelector<HTMLElement>('[data-file-problem]')
  const file = input.files?.[0]
  if (file === undefined || field === null) return
  const text = file.size > MOST_BYTES ? undefined : await read(file)
  if (problem !== null) {
    problem.hidden = text !== undefined
    problem.textContent = text === undefined ? (input.dataset[file.size > MOST_BYTES ? 'tooLarge' : 'notText'] ?? '') : ''
  }
  if (text === undefined) return
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** A file's text; undefined when it is no UTF-8. */
async function read(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return undefined
  }
}
