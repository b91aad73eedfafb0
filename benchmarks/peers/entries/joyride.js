import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Joyride } from 'react-joyride'
import steps from './steps.json'

const all = steps.map(({ target, title, text }) => ({ target, title, content: text, skipBeacon: true, targetWaitTimeout: 10_000 }))
const root = document.createElement('div')
document.body.append(root)
createRoot(root).render(createElement(Joyride, { run: true, continuous: true, steps: all }))
window.bench = { next: () => document.querySelector('[data-testid=button-primary]')?.click() }
