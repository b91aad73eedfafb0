// Every way of changing one part of a regular expression: a count one up or down, a range one letter wider, narrower or
// gone, a letter of a class, an alternative, a repetition or an anchor gone.

function* counts(pattern) {
  for (const found of pattern.matchAll(/\{(\d+)(?:,(\d+))?\}/dg)) {
    for (const [start, end] of [found.indices[1], found.indices[2]].filter(Boolean)) {
      for (const by of [1, -1]) {
        const number = Number(pattern.slice(start, end)) + by
        if (number >= 0) yield pattern.slice(0, start) + number + pattern.slice(end)
      }
    }
  }
}

const moved = (letter, by) => `\\x${(letter.at(-1).charCodeAt(0) + by).toString(16).padStart(2, '0')}`

function* classes(pattern) {
  for (const found of pattern.matchAll(/\[((?:\\.|[^\]\\])+)\]/dg)) {
    const [from, to] = found.indices[1]
    const parts = [...pattern.slice(from, to).matchAll(/(\\.|[^\\])-(\\.|[^\\])|\\.|./dg)]
    for (const part of parts) {
      const [start, end] = part.indices[0].map((at) => at + from)
      if (parts.length > 1) yield pattern.slice(0, start) + pattern.slice(end)
      for (const [first, last] of part[1] === undefined ? [] : [part.indices[1], part.indices[2]]) {
        for (const by of [1, -1]) yield pattern.slice(0, first + from) + moved(pattern.slice(first + from, last + from), by) + pattern.slice(last + from)
      }
    }
  }
}

function* alternatives(pattern) {
  const open = [{ start: 0, cuts: [] }]
  const groups = []
  let inClass = false
  for (let at = 0; at <= pattern.length; at += 1) {
    const letter = pattern[at]
    if (letter === '\\') at += 1
    else if (inClass) inClass = letter !== ']'
    else if (letter === '[') inClass = true
    else if (letter === '(') open.push({ start: at + 1, cuts: [] })
    else if (letter === '|') open.at(-1).cuts.push(at)
    else if (letter === ')' || at === pattern.length) groups.push({ ...open.pop(), end: at })
  }
  for (const { start, cuts, end } of groups.filter(({ cuts: all }) => all.length > 0)) {
    const edges = [start - 1, ...cuts, end]
    for (let index = 0; index < edges.length - 1; index += 1) {
      const [from, to] = index === 0 ? [start, edges[1] + 1] : [edges[index], edges[index + 1]]
      yield pattern.slice(0, from) + pattern.slice(to)
    }
  }
}

/** All changes of a pattern's source. */
export function* patternChanges(pattern) {
  yield* counts(pattern)
  yield* classes(pattern)
  yield* alternatives(pattern)
  for (const found of pattern.matchAll(/(?<!\\)(\^|\$)|(?<=[\])}.])[*+?]|\\[dw]/g)) {
    const put = found[0].startsWith('\\') ? '.' : ''
    // A caret that says "not" belongs to its class.
    if (pattern[found.index - 1] !== '[') yield pattern.slice(0, found.index) + put + pattern.slice(found.index + found[0].length)
  }
}
