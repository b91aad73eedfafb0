import { install } from './player/install'

// The classic script: handrail.js.
install()
