import hopscotch from 'hopscotch'
import 'hopscotch/dist/css/hopscotch.css'
import steps from './steps.json'

hopscotch.startTour({
  id: 'tour',
  steps: steps.map(({ target, title, text }) => ({ target: target.slice(1), title, content: text, placement: 'bottom' })),
})
window.bench = { next: () => hopscotch.nextStep() }
