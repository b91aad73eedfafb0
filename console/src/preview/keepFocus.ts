/**
 * Who types in the editor goes on typing there: what is drawn takes the focus only once somebody came into the frame.
 *
 * The SDK moves the focus to what it opens, and so does the browser for a modal dialog.
 */
export function keepFocus(): void {
  const focus = HTMLElement.prototype.focus
  HTMLElement.prototype.focus = function focusIfHere(this: HTMLElement, options?: FocusOptions): void {
    if (document.hasFocus()) focus.call(this, options)
  }
  const showModal = HTMLDialogElement.prototype.showModal
  HTMLDialogElement.prototype.showModal = function showModalQuietly(this: HTMLDialogElement): void {
    const { inert } = this
    // What is inert takes no focus.
    this.inert = inert || !document.hasFocus()
    showModal.call(this)
    this.inert = inert
  }
}
