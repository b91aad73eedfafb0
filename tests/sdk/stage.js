// Instruments for a page that plays contents with the built SDK. Runs before any other script.
'use strict'

// What is open: listeners of window, document and navigation, observers, timers; and all shadow roots that were made.
const open = { listeners: new Map(), observers: new Set(), timers: new Map(), frames: 0 }
globalThis.roots = []
globalThis.opened = () => ({
  listeners: [...open.listeners.values()].reduce((sum, set) => sum + set.size, 0),
  observers: open.observers.size,
  timers: open.timers.size,
  frames: open.frames,
  sheets: document.adoptedStyleSheets.length,
  nodes: document.querySelectorAll('*').length,
  entries: history.length,
  patched: Number(history.pushState !== pushState) + Number(history.replaceState !== replaceState),
})
const { pushState, replaceState } = history

const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype
const numbers = new WeakMap()
let lastNumber = 0
/** Elements count, too: what listens on an element of the page outlives nothing of ours, but must not stay. */
const keyOf = (target, type, options) => {
  if (!numbers.has(target)) numbers.set(target, ++lastNumber)
  return `${numbers.get(target)} ${type} ${typeof options === 'object' ? options?.capture === true : options === true}`
}
const isPages = (target) =>
  target === window || target === document || target === globalThis.navigation || (target instanceof Node && target.getRootNode() === document && !target.closest?.('[data-handrail-ui]'))
EventTarget.prototype.addEventListener = function (type, listener, options) {
  if (isPages(this)) {
    const key = keyOf(this, type, options)
    const set = open.listeners.get(key) ?? open.listeners.set(key, new Set()).get(key)
    set.add(listener)
    const signal = typeof options === 'object' ? options?.signal : undefined
    if (signal) add.call(signal, 'abort', () => set.delete(listener))
  }
  return add.call(this, type, listener, options)
}
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  if (numbers.has(this)) open.listeners.get(keyOf(this, type, options))?.delete(listener)
  return remove.call(this, type, listener, options)
}
for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver']) {
  globalThis[name] = class extends globalThis[name] {
    observe(...given) {
      open.observers.add(this)
      return super.observe(...given)
    }
    disconnect() {
      open.observers.delete(this)
      return super.disconnect()
    }
  }
}
const { setTimeout: later, clearTimeout: clear, requestAnimationFrame: frame } = globalThis
globalThis.setTimeout = (call, ms, ...rest) => {
  const id = later(
    (...given) => {
      open.timers.delete(id)
      call(...given)
    },
    ms,
    ...rest,
  )
  open.timers.set(id, ms)
  return id
}
globalThis.clearTimeout = (id) => {
  open.timers.delete(id)
  clear(id)
}
globalThis.setInterval = () => {
  throw new Error('no intervals')
}
globalThis.requestAnimationFrame = (call) => {
  open.frames++
  return frame(call)
}
const { attachShadow } = Element.prototype
Element.prototype.attachShadow = function (options) {
  const root = attachShadow.call(this, options)
  globalThis.roots.push(root)
  return root
}
globalThis.open = () => null

// The network: what was put before us, and a collector that takes everything.
const files = new Map()
globalThis.sent = []
globalThis.fetch = async (url, { method = 'GET', body } = {}) => {
  if (method === 'POST') {
    sent.push(body)
    return new Response(null, { status: 204 })
  }
  const data = files.get(new URL(url).pathname.slice(1))
  return data === undefined ? new Response('', { status: 404 }) : new Response(data)
}
globalThis.put = (named) => {
  for (const [name, text] of Object.entries(named)) files.set(name, Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)))
}

// Nothing leaves the page: links and deeds that would are counted.
globalThis.left = 0
globalThis.navigation?.addEventListener('navigate', (event) => {
  globalThis.left++
  if (event.cancelable) event.preventDefault()
})
const uncaught = []
add.call(window, 'error', (event) => uncaught.push(`${event.message} ${event.error?.stack ?? ''}`))
add.call(window, 'unhandledrejection', (event) => uncaught.push(`rejected: ${event.reason?.stack ?? event.reason}`))
console.error = (...given) => uncaught.push(`logged: ${given.map((one) => one?.stack ?? one).join(' ')}`)

globalThis.turn = (ms = 0) => new Promise((done) => later(done, ms))
const press = (root, presses) => {
  let pressed = 0
  for (const one of root.querySelectorAll('button, input, textarea, [role=button]')) {
    if (pressed++ > presses) break
    if (one.localName === 'button' || one.type === 'radio' || one.type === 'checkbox') one.click()
    else {
      one.value = 'a text'
      one.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }
  return pressed
}
/** Presses what is of ours, the newest first, as often as there is something to press. Scripts press, so acting deeds refuse. */
const pressAll = (rounds, most) => {
  let pressed = 0
  for (let round = 0; round < rounds; round++) {
    for (const root of roots.filter((one) => one.isConnected).slice(-most)) pressed += press(root, 14)
  }
  return pressed
}
globalThis.usePage = () => {
  for (const id of ['iban', 'note', 'pay']) {
    const element = document.querySelector(`[data-handrail-id=${id}]`)
    if (element === null) continue
    for (const type of ['pointerenter', 'focusin', 'input', 'change', 'focusout', 'pointerleave']) {
      element.dispatchEvent(new Event(type, { bubbles: true, composed: true }))
    }
  }
  document.querySelector('[data-handrail-id=pay]')?.click()
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }))
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
}

/** Starts, plays every campaign by its key, presses all there is, stops; tells what came of it. */
async function playOne({ trust }, { files: named, keys }) {
  files.clear()
  put(named)
  localStorage.clear()
  sessionStorage.clear()
  roots.length = uncaught.length = sent.length = 0
  const page = document.documentElement.outerHTML
  const before = JSON.stringify(opened())
  const codes = []
  const allow = { click: '*', type: '*', select: '*', call: ['refresh'] }
  const result = await Handrail.start({
    key: 'bank',
    trust,
    selfHostedUrl: location.origin,
    allow,
    callbacks: { error: ({ code }) => codes.push(code) },
  })
  let painted = roots.filter((one) => one.isConnected).length
  let pressed = 0
  usePage()
  pressed += pressAll(1, 1)
  for (const key of keys) {
    await Handrail.trigger(key)
    painted += roots.filter((one) => one.isConnected).length
    pressed += pressAll(1, 1)
  }
  Handrail.sendTrackedEvent('paid')
  const diagnosed = Handrail.diagnose().campaigns.length
  await turn()
  usePage()
  pressed += pressAll(1, 8)
  Handrail.handleBack()
  Handrail.dismissCampaign()
  Handrail.stop()
  await turn()
  const after = JSON.stringify(opened())
  const leftBehind = [
    ...(document.documentElement.outerHTML === page ? [] : [document.documentElement.outerHTML]),
    ...(before === after ? [] : [`${before} → ${after} ${[...open.timers.values()]}`]),
  ]
  document.querySelector('form')?.reset()
  return { status: result.status, codes, uncaught: [...uncaught], leftBehind, painted, pressed, diagnosed }
}

globalThis.playAll = async ({ contents, ...how }) => {
  const found = []
  for (const content of contents) found.push(await playOne(how, content))
  return found
}
