import type { Program } from '../schema/wire'
import { compareVersions } from './compareVersions'
import { matchesPattern } from './matchesPattern'
import type { Read } from './runProgram'

/** What a variable can be. Dates are `YYYY-MM-DD`, times of day `HH:MM`. */
export type Value = string | number | boolean

type Operator = Program['operator'][number]
type Wanted = Program['value'][number] | undefined

const DAY = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d\d:\d\d$/
const DAY_MS = 86_400_000

const isVersion = (variable: string): boolean => variable === 'appVersion' || variable === 'sdkVersion'

function isTime(value: unknown): value is string {
  return typeof value === 'string' && (DAY.test(value) || TIME.test(value))
}

/** Below zero, zero or above, as left stands to right; not a number where the two cannot be put in order. */
function order(variable: string, left: Value, right: unknown): number {
  if (isVersion(variable)) return compareVersions(left, right) ?? NaN
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (isTime(left) && isTime(right) && left.length === right.length) return left < right ? -1 : Number(left > right)
  return NaN
}

function isSame(variable: string, left: Value, right: unknown): boolean {
  return isVersion(variable) ? compareVersions(left, right) === 0 : left === right
}

function isWithinDays(value: Value, days: unknown, today: Value | undefined): boolean {
  if (typeof value !== 'string' || !DAY.test(value) || typeof today !== 'string' || typeof days !== 'number') return false
  const passed = (Date.parse(today) - Date.parse(value)) / DAY_MS
  return passed >= 0 && passed <= days
}

function compareText(operator: Operator | undefined, value: Value, wanted: unknown): boolean {
  if (typeof value !== 'string' || typeof wanted !== 'string') return false
  if (operator === 'contains') return value.includes(wanted)
  if (operator === 'startsWith') return value.startsWith(wanted)
  if (operator === 'endsWith') return value.endsWith(wanted)
  return operator === 'matches' && matchesPattern(value, wanted)
}

function isIn(variable: string, value: Value, list: unknown): boolean {
  return Array.isArray(list) && list.some((one) => isSame(variable, value, one))
}

/** One condition; the words of every operator stand in `docs/reference/content.md`, the cases in `tests/golden/rules`. */
export function compare(operator: Operator | undefined, variable: string, value: Value | undefined, wanted: Wanted, read: Read): boolean {
  if (value === undefined) return operator === 'isNotSet'
  switch (operator) {
    case 'isSet':
      return true
    case 'isTrue':
      return value === true
    case 'isFalse':
      return value === false
    case 'equals':
      return isSame(variable, value, wanted)
    case 'notEquals':
      return !isSame(variable, value, wanted)
    case 'oneOf':
      return isIn(variable, value, wanted)
    case 'noneOf':
      return !isIn(variable, value, wanted)
    case 'lessThan':
    case 'before':
      return order(variable, value, wanted) < 0
    case 'atMost':
      return order(variable, value, wanted) <= 0
    case 'moreThan':
    case 'after':
      return order(variable, value, wanted) > 0
    case 'atLeast':
      return order(variable, value, wanted) >= 0
    case 'between': {
      const [low, high]: unknown[] = Array.isArray(wanted) ? wanted : []
      return order(variable, value, low) >= 0 && order(variable, value, high) <= 0
    }
    case 'withinLastDays':
      return isWithinDays(value, wanted, read('date'))
    default:
      return compareText(operator, value, wanted)
  }
}
