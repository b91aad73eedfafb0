// The floor: what somebody writes by hand in an afternoon. No library, no check, one look; text is in it or fetched.
/* global STEPS */
const begin = (steps) => {
  let at = 0
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    '.floor{position:absolute;left:0;top:0;z-index:9999;width:320px;padding:16px;border:1px solid #ccc;border-radius:8px;' +
      'background:#fff;color:#222;font:16px/1.5 system-ui;box-shadow:0 8px 30px #0004}.floor h2{margin:0;font-size:1.1em}',
  )
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  const box = document.createElement('div')
  const [title, text, next, close] = ['h2', 'p', 'button', 'button'].map((tag) => document.createElement(tag))
  box.className = 'floor'
  box.setAttribute('role', 'dialog')
  box.tabIndex = -1
  next.textContent = 'Next'
  close.textContent = 'Close'
  box.append(title, text, next, close)
  const show = () => {
    const target = document.querySelector(steps[at].target)
    if (!target) return false
    title.textContent = steps[at].title
    text.textContent = steps[at].text
    target.scrollIntoView({ block: 'nearest' })
    const { left, bottom } = target.getBoundingClientRect()
    box.style.transform = `translate(${left + scrollX}px,${bottom + scrollY + 8}px)`
    document.body.append(box)
    box.focus({ preventScroll: true })
    return true
  }
  const step = () => {
    if (show()) return
    const waiting = new MutationObserver(() => show() && waiting.disconnect())
    waiting.observe(document, { childList: true, subtree: true })
  }
  next.onclick = () => (++at < steps.length ? step() : box.remove())
  close.onclick = () => box.remove()
  step()
  window.bench = { next: () => next.click() }
}
if (STEPS) begin(STEPS)
else
  fetch('/content/steps.json')
    .then((answer) => answer.json())
    .then(begin)
