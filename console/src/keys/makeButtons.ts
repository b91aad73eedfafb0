import type { BrowserKey } from './browserKey'
import { generateKey } from './generateKey'
import { keepKey, readKey } from './keyStore'

/** Cards with `data-browser-key="<application>/<environment>"`: make a key, save its public part. */
export function makeButtons(root: ParentNode): void {
  for (const card of root.querySelectorAll<HTMLElement>('[data-browser-key]')) void prepare(card)
}

async function prepare(card: HTMLElement): Promise<void> {
  const place = card.dataset['browserKey'] ?? ''
  const make = card.querySelector<HTMLButtonElement>('button[data-make]')
  const save = card.querySelector<HTMLButtonElement>('button[data-save]')
  const shown = card.querySelector<HTMLElement>('[data-keyid]')
  if (make === null || save === null || shown === null) return
  const show = (key: BrowserKey): void => {
    make.hidden = true
    save.hidden = false
    shown.textContent = key.keyid.slice(0, 16)
  }
  const kept = await readKey(place)
  if (kept === undefined) make.hidden = false
  else show(kept)
  make.addEventListener('click', () => {
    make.disabled = true
    void generateKey().then(async (key) => {
      await keepKey(place, key)
      show(key)
    })
  })
  save.addEventListener('click', () => {
    void readKey(place).then((key) => {
      if (key !== undefined) download(key, card.dataset['label'] ?? '')
    })
  })
}

function download(key: BrowserKey, label: string): void {
  const { created, keyid, pub } = key
  const part = { created, format: 'handrail-public-key/1', keyid, label, public: { alg: 'ES256', pub }, role: 'approve' }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(part, null, 2)}\n`], { type: 'application/json' }))
  link.download = `approver-${keyid.slice(0, 8)}.pub.json`
  link.click()
  URL.revokeObjectURL(link.href)
}
