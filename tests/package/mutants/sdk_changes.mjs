// Every way of weakening or tightening one check of a TypeScript module, one at a time, by its syntax tree.
import ts from 'typescript'
import { patternChanges } from './pattern_changes.mjs'

const K = ts.SyntaxKind
const COMPARISONS = {
  [K.LessThanToken]: ['<=', '!=='],
  [K.LessThanEqualsToken]: ['<', '==='],
  [K.GreaterThanToken]: ['>=', '!=='],
  [K.GreaterThanEqualsToken]: ['>', '==='],
  [K.EqualsEqualsEqualsToken]: ['!==', '<=', '>='],
  [K.ExclamationEqualsEqualsToken]: ['===', '<', '>'],
}
const SUMS = { [K.PlusToken]: '-', [K.MinusToken]: '+', [K.AsteriskToken]: '+' }
const SHORT = new Set([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken])
const OTHER_METHODS = { every: 'some', some: 'every' }
const LEFT_OUT_METHODS = new Set(['filter', 'slice', 'replaceAll', 'padStart', 'catch', 'then'])
const SHAPES = new Set(['exactly', 'listOf', 'mapOf'])
const ALWAYS = '(() => true)'

/** Whether "less than" says something: not of words, nothing, types and objects. */
function isOrdered(node) {
  return !ts.isStringLiteral(node) && !ts.isTypeOfExpression(node) && !ts.isCallExpression(node) && node.kind !== K.NullKeyword && node.getText() !== 'undefined'
}

/** What may stand in a node's place, as text. */
function* news(node, parent, text) {
  const of = (other) => text(other)
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node
    const kind = operatorToken.kind
    if (SHORT.has(kind)) yield* [`(${of(left)})`, `(${of(right)})`]
    const others = COMPARISONS[kind] ?? []
    for (const other of isOrdered(left) && isOrdered(right) ? others : others.slice(0, 1)) yield `${of(left)} ${other} ${of(right)}`
    if (SUMS[kind] !== undefined) yield `${of(left)} ${SUMS[kind]} ${of(right)}`
    if (kind === K.InKeyword) yield* ['true', 'false']
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) yield `(${of(node.operand)})`
  else if (ts.isNumericLiteral(node)) {
    const value = Number(node.text.replaceAll('_', ''))
    yield* [`${value + 1}`, `(${value - 1})`]
  } else if (ts.isBigIntLiteral(node)) {
    const value = BigInt(node.text.replaceAll('_', '').slice(0, -1))
    yield* [`${value + 1n}n`, `(${value - 1n}n)`]
  } else if (node.kind === K.TrueKeyword) yield 'false'
  else if (node.kind === K.FalseKeyword) yield 'true'
  else if (ts.isRegularExpressionLiteral(node)) {
    const [, pattern, flags] = /^\/(.*)\/(\w*)$/.exec(node.text)
    for (const other of patternChanges(pattern)) yield `/${other}/${flags}`
  } else if (ts.isConditionalExpression(node)) yield* [`(${of(node.whenTrue)})`, `(${of(node.whenFalse)})`]
  else if (ts.isExpressionStatement(node) || ts.isThrowStatement(node)) {
    // An `if` that only refuses is changed by its condition.
    if (!ts.isIfStatement(parent)) yield ';'
  } else if (ts.isCallExpression(node)) yield* calls(node, of)
  else if (node.kind === K.QuestionDotToken && ts.isPropertyAccessExpression(parent)) yield '.'
  if (ts.isIfStatement(parent) && parent.expression === node) yield* ['true', 'false']
}

function* calls(node, of) {
  const { expression } = node
  if (!ts.isPropertyAccessExpression(expression)) return
  const method = expression.name.text
  const receiver = of(expression.expression)
  if (OTHER_METHODS[method] !== undefined) {
    yield `${receiver}.${OTHER_METHODS[method]}(${node.arguments.map(of).join(', ')})`
    yield* ['true', 'false']
  }
  if (LEFT_OUT_METHODS.has(method)) yield receiver
}

/** Shapes that are asked for: each may be anything instead; fields and entries: each may be gone. */
function* within(node, parent, text) {
  if (ts.isCallExpression(node) && SHAPES.has(text(node.expression))) {
    for (const given of node.arguments) {
      if (!ts.isObjectLiteralExpression(given) && !ts.isNumericLiteral(given) && !ts.isRegularExpressionLiteral(given)) yield [given, ALWAYS]
    }
  }
  if (ts.isObjectLiteralExpression(node)) {
    for (const field of node.properties) {
      yield [field, '']
      const isShape = ts.isCallExpression(parent) && SHAPES.has(text(parent.expression))
      if (isShape) yield [field, `${text(field.name)}: ${ALWAYS}`]
    }
  }
  if (ts.isArrayLiteralExpression(node)) for (const entry of node.elements) yield [entry, '']
}

function nameOf(node, source) {
  if (ts.isFunctionDeclaration(node)) return node.name.text
  if (ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent)) return node.name.getText(source)
  return undefined
}

/** Takes the comma that would be left over with an entry, so that a list does not get a hole. */
function cut(source, start, end) {
  const after = /^\s*,/.exec(source.slice(end))
  return after === null ? end : end + after[0].length
}

/**
 * All changes of a module.
 *
 * @returns `{name, code}`: `function: old → new`, with `#2` and so on where it occurs again
 */
export function changesOf(code, path) {
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.ES2022, true)
  const text = (node) => node.getText(source)
  const seen = new Map()
  const found = []
  const add = (owner, node, put) => {
    const start = node.getStart(source)
    const end = put === '' ? cut(code, start, node.getEnd()) : node.getEnd()
    const flat = (words) => words.replace(/\s+/g, ' ').trim()
    const plain = `${owner ?? 'the module'}: ${flat(text(node))} → ${flat(put.replace(/^;$/, '')) || 'nothing'}`
    const count = (seen.get(plain) ?? 0) + 1
    seen.set(plain, count)
    found.push({ name: count > 1 ? `${plain} #${count}` : plain, code: code.slice(0, start) + put + code.slice(end) })
  }
  const visit = (node, parent, owner) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return
    // The words of a refusal are no check.
    const isWording = ts.isCallExpression(node) && text(node.expression) === 'refuse'
    const inner = nameOf(node, source) ?? owner
    for (const put of news(node, parent, text)) add(inner, node, put)
    for (const [place, put] of within(node, parent, text)) add(inner, place, put)
    if (!isWording) node.forEachChild((child) => visit(child, node, inner))
  }
  source.forEachChild((child) => visit(child, source, undefined))
  return found
}
