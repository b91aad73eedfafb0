/** The parts of the preview pane. */
export interface Pane {
  frame: HTMLIFrameElement
  /** Around the frame. */
  place: HTMLElement
  language: HTMLSelectElement
  width: HTMLSelectElement
  colours: HTMLSelectElement
  view: HTMLSelectElement
  earlier: HTMLButtonElement
  later: HTMLButtonElement
  again: HTMLButtonElement
  /** Around the choice of what is shown. */
  steps: HTMLElement
  /** Holds form and pane. */
  beside: HTMLElement
  status: HTMLElement
  /** Where what is wrong is listed in place of the picture. */
  problems: HTMLElement
  /** Where drafts are compiled. */
  compileAt: string
  words: Record<string, string>
}

/** Finds the pane; undefined on pages without one. */
export function readPane(root: Document): Pane | undefined {
  const pane = root.querySelector<HTMLElement>('[data-preview]')
  const words = root.getElementById('preview-words')?.textContent
  const part = <Part extends HTMLElement>(name: string): Part => {
    const found = pane?.querySelector<Part>(`[data-preview-${name}]`)
    if (found === null || found === undefined) throw new Error(`the preview has no ${name}`)
    return found
  }
  if (pane === null || words === null || words === undefined) return undefined
  return {
    frame: part('frame'),
    place: part('place'),
    language: part('language'),
    width: part('width'),
    colours: part('colours'),
    view: part('view'),
    earlier: part('earlier'),
    later: part('later'),
    again: part('again'),
    steps: part('steps'),
    beside: pane.parentElement ?? pane,
    status: part('status'),
    problems: part('problems'),
    compileAt: pane.dataset['preview'] ?? '',
    words: JSON.parse(words) as Record<string, string>,
  }
}
