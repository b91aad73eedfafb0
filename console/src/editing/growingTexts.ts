/** Text areas as high as their text. Where the browser can do it by CSS (`field-sizing`), nothing is done. */
export function growingTexts(form: HTMLFormElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  const grow = (area: HTMLTextAreaElement): void => {
    area.rows = Math.max(area.rows, Math.min(20, area.value.split('\n').length))
  }
  for (const area of form.querySelectorAll<HTMLTextAreaElement>('textarea[data-grows]')) {
    grow(area)
    area.addEventListener('input', () => {
      grow(area)
    })
  }
}
