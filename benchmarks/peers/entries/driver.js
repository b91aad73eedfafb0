import { driver } from 'driver.js'
import 'driver.js/dist/driver.css'
import steps from './steps.json'

const tour = driver({
  showProgress: true,
  waitForElement: 10_000,
  steps: steps.map(({ target, title, text }) => ({ element: target, popover: { title, description: text } })),
})
tour.drive()
window.bench = { next: () => tour.moveNext() }
