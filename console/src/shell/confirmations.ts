/**
 * Small habits of forms: `data-confirm` asks before sending, `data-submit-on-change` sends a form of one choice,
 * a sent form's button is switched off so that nothing happens twice.
 */
export function confirmations(root: Document): void {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement)) return
    const question = form.dataset['confirm']
    if (question !== undefined && !confirm(question)) {
      event.preventDefault()
      return
    }
    // After the browser has read the form, else the pressed button's own value would be lost.
    setTimeout(() => {
      for (const button of form.querySelectorAll<HTMLButtonElement>('button[type=submit]:not([data-again])')) button.disabled = true
    }, 0)
  })
  root.addEventListener('change', (event) => {
    const control = event.target
    if (control instanceof HTMLElement && 'submitOnChange' in control.dataset) control.closest('form')?.requestSubmit()
  })
  // A page taken back out of the browser's memory must be usable again.
  addEventListener('pageshow', () => {
    for (const button of root.querySelectorAll<HTMLButtonElement>('button[type=submit]')) button.disabled = false
  })
}
