const STAYS_MS = 6000

/** Notes go away by themselves unless they tell of a problem; every one can be closed. */
export function toasts(root: ParentNode): void {
  for (const toast of root.querySelectorAll<HTMLElement>('[data-toast]')) {
    toast.querySelector('[data-close]')?.addEventListener('click', () => {
      toast.remove()
    })
    if (!toast.classList.contains('error') && !toast.classList.contains('warning')) {
      setTimeout(() => {
        toast.remove()
      }, STAYS_MS)
    }
  }
}
