// Runs in every page of the benchmark before its scripts, the same for all: says when a balloon is on the screen, and
// counts long tasks and layout shifts. It asks every 4 ms by a timer, since asking per frame would make frames.
{
  let roots = []
  const native = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = native.call(this, options)
    roots = [...roots.filter((kept) => kept.deref()), new WeakRef(root)]
    return root
  }
  const tasks = []
  const shifts = []
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask' })
  new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift' })

  const find = (selector) => {
    for (const root of [document, ...roots.map((kept) => kept.deref())]) {
      const found = root?.isConnected && root.querySelector(selector)
      if (found) return found
    }
  }
  const isShown = (selector) => {
    const found = find(selector)
    if (!found?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
    const { width, height, bottom, right } = found.getBoundingClientRect()
    return width > 40 && height > 20 && bottom > 0 && right > 0
  }
  /** Milliseconds since `since` when what the selector names is painted; rejects after 15 s. */
  const painted = (selector, since) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (performance.now() - since > 15_000) return reject(new Error(`${selector} never came`))
        if (!isShown(selector)) return setTimeout(look, 4)
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => resolve(performance.now() - since)
          channel.port2.postMessage(0)
        })
      }
      look()
    })

  window.probe = {
    find,
    isShown,
    painted,
    /** Adds what a page's developers would paste, waits until its balloon is painted. */
    inject(tags, selector) {
      const since = performance.now()
      for (const { tag, ...attributes } of tags) {
        const element = document.createElement(tag)
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
        if (tag === 'script') element.async = false
        document.head.append(element)
      }
      return selector === '' ? 0 : painted(selector, since)
    },
    /** Tasks over 50 ms so far: how many, and what of them was over. */
    blocking: () => ({ count: tasks.length, ms: tasks.reduce((sum, { duration }) => sum + duration - 50, 0) }),
    shift: () => shifts.reduce((sum, { value }) => sum + value, 0),
  }
}
