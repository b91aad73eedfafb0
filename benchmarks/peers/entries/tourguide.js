import { TourGuideClient } from '@sjmc11/tourguidejs'
import '@sjmc11/tourguidejs/dist/css/tour.min.css'
import steps from './steps.json'

const tour = new TourGuideClient({ steps: steps.map(({ target, title, text }) => ({ target, title, content: text })) })
void tour.start()
window.bench = { next: () => tour.nextStep() }
