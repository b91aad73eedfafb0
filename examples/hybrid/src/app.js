import { Handrail, seedOf } from 'handrail'
import { guidance, seed } from 'guidance'
import { screenNow, showScreens } from './screens.js'

/** `seed` is undefined where the web view serves the app's files: then they are fetched from the folder `seed/` beside the page. */
const seedUrl = seed === undefined ? 'seed' : seedOf(seed)

/** Deep links of the operating system: ours go to the SDK, all others are the app's own, as `bank://open/transfer`. */
function openUrl(url) {
  if (Handrail.openUrl(url)) return
  const own = /^[a-z]+:\/\/open\/(\w+)/.exec(url)
  if (own) location.hash = `#/${own[1]}`
}

/** The back button: first what guidance has opened, then the app's screens, then the app itself. */
function goBack() {
  if (Handrail.handleBack()) return
  if (screenNow() === 'accounts') globalThis.navigator.app?.exitApp?.()
  else history.back()
}

showScreens()

// Cordova calls and sends these; with Capacitor: App.addListener('appUrlOpen', ({ url }) => openUrl(url)), and 'backButton' likewise.
globalThis.handleOpenURL = openUrl
document.addEventListener('backbutton', goBack)

// For native code that evaluates a script, and for whoever looks at the app in a debugger.
globalThis.ABBI = Handrail
Handrail.start({ ...guidance, seedUrl, platform: 'hybrid', appVersion: '3.2.0' })
