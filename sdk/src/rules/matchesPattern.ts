/**
 * Whether a whole text fits a pattern of `*` (any part, also none) and `?` (one character).
 *
 * Goes back only to the last star, so its time is bounded by length × length of the part after it, never exponential.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const [letters, signs] = [[...text], [...pattern]]
  let [at, sign] = [0, 0]
  let star = -1
  let resume = 0
  while (at < letters.length) {
    if (signs[sign] === '*') {
      star = sign++
      resume = at
    } else if (signs[sign] === '?' || (sign < signs.length && signs[sign] === letters[at])) {
      at++
      sign++
    } else if (star >= 0) {
      sign = star + 1
      at = ++resume
    } else return false
  }
  while (signs[sign] === '*') sign++
  return sign === signs.length
}
