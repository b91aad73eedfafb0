/** The list of proposals shows at once what a bridge window of the same application has handed in. */
export function refreshReview(root: Document): void {
  const key = root.querySelector<HTMLElement>('[data-power-review]')?.dataset['powerReview']
  if (key === undefined) return
  const channel = new BroadcastChannel(`handrail-power-${key}`)
  channel.onmessage = () => {
    location.reload()
  }
}
