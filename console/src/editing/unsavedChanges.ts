/** Leaving with something unsaved asks first; Ctrl+S (⌘S) saves. */
export function unsavedChanges(form: HTMLFormElement): void {
  let unsaved = form.dataset['unsaved'] !== undefined
  let sending = false
  form.addEventListener('input', () => {
    unsaved = true
  })
  form.addEventListener('submit', () => {
    sending = true
  })
  addEventListener('pageshow', () => {
    sending = false
  })
  addEventListener('beforeunload', (event) => {
    if (unsaved && !sending) event.preventDefault()
  })
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    const save = form.querySelector<HTMLButtonElement>('button[name=do][value=save]')
    if (!save) return
    event.preventDefault()
    form.requestSubmit(save)
  })
}
