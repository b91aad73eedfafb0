/**
 * "Start Power Mode" opens the bridge as a small window. It works as a plain link, too; `noopener` keeps the console's page out of
 * the reach of whatever the bridge opens.
 */
export function startButtons(root: ParentNode): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[data-power-start]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault()
      window.open(link.href, '_blank', 'noopener,popup,width=480,height=640')
    })
  }
}
