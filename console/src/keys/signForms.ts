import { readKey } from './keyStore'
import { signRelease } from './signRelease'

/** Forms with `data-sign-here="<application>/<environment>"`, shown where this browser holds one of the page's keys. */
export function signForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-sign-here]')) void prepare(form)
}

async function prepare(form: HTMLFormElement): Promise<void> {
  const key = await readKey(form.dataset['signHere'] ?? '')
  const enrolled = (form.dataset['keyids'] ?? '').split(' ')
  const field = form.querySelector<HTMLInputElement>('input[name=envelope]')
  if (key === undefined || field === null || !enrolled.includes(key.keyid)) return
  form.hidden = false
  form.addEventListener('submit', (event) => {
    if (field.value !== '') return
    event.preventDefault()
    void signRelease(key, form.dataset['payload'] ?? '').then((envelope) => {
      field.value = envelope
      // Not requestSubmit: the page lets a form be sent once, and that was the click.
      form.submit()
    })
  })
}
