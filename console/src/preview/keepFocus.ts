/**
 * Who types in the editor goes on typing there: what is drawn takes the focus only once somebody came into the frame.
 *
 * The SDK moves the focus to what it opens, and so does the browser for a modal dialog; when that closes, the browser gives
 * the focus back to what had it before.
 */
export function keepFocus(): void {
  const { focus } = HTMLElement.prototype
  HTMLElement.prototype.focus = function focusIfHere(this: HTMLElement, options?: FocusOptions): void {
    if (document.hasFocus()) focus.call(this, options)
  }
  const { showModal, close } = HTMLDialogElement.prototype
  HTMLDialogElement.prototype.showModal = function showModalQuietly(this: HTMLDialogElement): void {
    quietly(this, () => {
      showModal.call(this)
    })
  }
  HTMLDialogElement.prototype.close = function closeQuietly(this: HTMLDialogElement, answer?: string): void {
    quietly(document.documentElement, () => {
      close.call(this, answer)
    })
  }
}

/** Does something while nothing inside an element can take the focus, unless the focus is here already. */
function quietly(element: HTMLElement, act: () => void): void {
  if (document.hasFocus()) {
    act()
    return
  }
  const { inert } = element
  // What is inert takes no focus. A film with controls does, in Chromium, even where it is inert or not drawn.
  const films = [...element.querySelectorAll<HTMLMediaElement>('video[controls], audio[controls]')]
  element.inert = true
  for (const film of films) film.controls = false
  act()
  for (const film of films) film.controls = true
  element.inert = inert
}
