/** The step or page of a survey that a field of the form, or the line above its fields, belongs to; undefined for what belongs to the whole. */
export function viewOf(form: HTMLFormElement, field: EventTarget | null): string | undefined {
  const place = field instanceof Element ? field.closest<HTMLElement>('section[data-place]')?.dataset['place'] : undefined
  const view = /^content\.(?:steps|pages)\.\d+/.exec(place ?? '')?.[0]
  if (view === undefined) return undefined
  const id = form.elements.namedItem(`${view}.id`)
  return id instanceof HTMLInputElement ? id.value : undefined
}
