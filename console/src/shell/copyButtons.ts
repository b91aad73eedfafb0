/** Buttons with `data-copy="<id>"` copy the text of that element and say so for two seconds. */
export function copyButtons(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.addEventListener('click', () => {
      void copy(button)
    })
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset['copy'] ?? '')
  if (source === null) return
  const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? '')
  const label = button.querySelector('[data-copy-label]')
  const before = label?.textContent ?? ''
  try {
    await navigator.clipboard.writeText(text.trim())
    button.classList.add('copied')
    if (label !== null) label.textContent = button.dataset['copied'] ?? before
  } catch {
    // Where the browser refuses the clipboard, the text is at least selected for Ctrl-C.
    getSelection()?.selectAllChildren(source)
    return
  }
  setTimeout(() => {
    button.classList.remove('copied')
    if (label !== null) label.textContent = before
  }, 2000)
}
