import { confirmations } from './confirmations'
import { copyButtons } from './copyButtons'
import { localTimes } from './localTimes'
import { menus } from './menus'
import { toggleTheme } from './theme'
import { toasts } from './toasts'

for (const button of document.querySelectorAll('[data-theme-toggle]')) button.addEventListener('click', toggleTheme)
copyButtons(document)
localTimes(document)
menus(document)
toasts(document)
confirmations(document)
setInterval(() => {
  localTimes(document)
}, 30_000)
