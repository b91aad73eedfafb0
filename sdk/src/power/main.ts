import { install } from '../player/install'
import { startPower } from './startPower'

// The classic script handrail-power.js: everything of handrail.js, and Power Mode.
install(startPower)
