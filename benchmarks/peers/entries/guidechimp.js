import GuideChimp from 'guidechimp/dist/guidechimp.min.js'
import 'guidechimp/dist/guidechimp.min.css'
import steps from './steps.json'

const tour = GuideChimp(steps.map(({ target, title, text }) => ({ element: target, title, description: text, position: 'bottom' })))
void tour.start()
window.bench = { next: () => tour.next() }
