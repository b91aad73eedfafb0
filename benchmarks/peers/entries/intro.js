import introJs from 'intro.js'
import 'intro.js/introjs.css'
import steps from './steps.json'

const tour = introJs.tour()
tour.setOptions({ steps: steps.map(({ target, title, text }) => ({ element: target, title, intro: text })) })
void tour.start()
window.bench = { next: () => tour.nextStep() }
