/** The step or page of a survey that a field of the form belongs to; undefined for a field of the whole. */
export function viewOf(form: HTMLFormElement, field: EventTarget | null): string | undefined {
  const name = field instanceof HTMLElement ? field.getAttribute('name') : null
  const [own] = /^content\.(?:steps|pages)\.\d+\./.exec(name ?? '') ?? []
  const id = own === undefined ? null : form.elements.namedItem(`${own}id`)
  return id instanceof HTMLInputElement ? id.value : undefined
}
