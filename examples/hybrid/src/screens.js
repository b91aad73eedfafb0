/** The app's own screens, drawn into one page: a web view seldom loads a second one. */
const SCREENS = {
  accounts: { title: 'Accounts', draw: () => [text('p', 'Current account: 2,310.45 €'), text('p', 'Savings: 12,000.00 €')] },
  transfer: {
    title: 'Transfer',
    draw: () => {
      const label = text('label', 'IBAN')
      const input = document.createElement('input')
      input.dataset.handrailId = 'iban'
      label.append(input)
      return [label]
    },
  },
  more: { title: 'More', draw: () => [text('p', 'Bank app 3.2.0')] },
}

function text(tag, words) {
  const made = document.createElement(tag)
  made.textContent = words
  return made
}

/** Where the app is, by the part of its address after `#/`. */
export function screenNow() {
  const name = location.hash.replace(/^#\/?/, '')
  return name in SCREENS ? name : 'accounts'
}

/** Draws a screen whenever the address changes, and now. */
export function showScreens() {
  const show = () => {
    const { title, draw } = SCREENS[screenNow()]
    document.getElementById('title').textContent = title
    document.getElementById('screen').replaceChildren(...draw())
  }
  addEventListener('hashchange', show)
  for (const button of document.querySelectorAll('[data-go]')) {
    button.addEventListener('click', () => (location.hash = `#/${button.dataset.go}`))
  }
  show()
}
