import Shepherd from 'shepherd.js'
import 'shepherd.js/dist/css/shepherd.css'
import steps from './steps.json'

const tour = new Shepherd.Tour({ useModalOverlay: true, defaultStepOptions: { cancelIcon: { enabled: true }, scrollTo: true } })
for (const { target, title, text } of steps) {
  const buttons = [{ text: 'Next', action: () => tour.next() }]
  tour.addStep({ title, text, attachTo: { element: target, on: 'bottom' }, buttons })
}
tour.start()
window.bench = { next: () => tour.next() }
