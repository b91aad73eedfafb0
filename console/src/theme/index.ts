// Runs before the first paint, so that nobody sees the wrong colours flash.
import { applyTheme, storedTheme } from '../shell/theme'

applyTheme(storedTheme())
