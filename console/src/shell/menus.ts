/** `<details data-menu>` closes on Escape and on a press outside, as a menu does. */
export function menus(root: Document): void {
  const all = (): NodeListOf<HTMLDetailsElement> => root.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')
  root.addEventListener('click', (event) => {
    for (const menu of all()) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
    }
  })
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of all()) {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
  })
}
