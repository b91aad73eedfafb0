const LOOK_EVERY_MS = 3000

/** Shows the page anew, unless the author is typing into it. By a fresh request: the page may be the answer to a form. */
function showAgain(root: Document, path: string): void {
  const typed = root.querySelector<HTMLInputElement>('input[name=code]')?.value ?? ''
  if (typed === '') location.assign(path)
}

/** Asks whether a connected app has sent something, while such a session is open and the page is seen. */
function lookForNews(root: Document, address: string, mark: string, path: string): void {
  setInterval(() => {
    if (root.visibilityState !== 'visible') return
    void fetch(address, { credentials: 'same-origin', redirect: 'error' })
      .then((response) => response.json() as Promise<{ mark?: string }>)
      .then((news) => {
        if (news.mark !== undefined && news.mark !== mark) showAgain(root, path)
      })
      .catch(() => undefined)
  }, LOOK_EVERY_MS)
}

/** The page of proposals shows at once what a bridge window, or an app that was connected by code, has handed in. */
export function refreshReview(root: Document): void {
  const data = root.querySelector<HTMLElement>('[data-power-review]')?.dataset
  const key = data?.['powerReview']
  if (data === undefined || key === undefined) return
  const path = `/applications/${key}/power/`
  const channel = new BroadcastChannel(`handrail-power-${key}`)
  channel.onmessage = () => {
    showAgain(root, path)
  }
  const { powerNews, powerMark } = data
  if (powerNews !== undefined && powerMark !== undefined) lookForNews(root, powerNews, powerMark, path)
}
