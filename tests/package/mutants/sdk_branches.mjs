// Which branches of the TypeScript verifier, and of what a page takes by it, the checks take: both ways of every `if` and `? :`, every operand of `&&`, `||`
// and `??`, every function, loop and `catch`. Prints {"branches": n, "missing": ["module:line: …"]}
import ts from 'typescript'
import { keepCryptography, makeChecks, makeSourceChecks, makeVerifier, NAMES, SOURCE_NAMES, sourceOf } from './sdk_verifier.mjs'

const K = ts.SyntaxKind
const SHORT = new Set([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken])
const points = []
const taken = new Set()

/** The module with a note wherever a branch is taken. */
function noting(code, module) {
  const source = ts.createSourceFile(`${module}.ts`, code, ts.ScriptTarget.ES2022, true)
  const point = (node, what) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
    return points.push(`${module}:${line + 1}: ${what} of ${node.getText(source).replace(/\s+/g, ' ').slice(0, 80)}`) - 1
  }
  const note = (node, what, text) => `(taken.add(${point(node, what)}), (${text}))`
  const both = (node, text) => `choose(${point(node, 'yes')}, ${point(node, 'no')}, (${text}))`

  const render = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node.getText(source)
    let text = ''
    let at = node.getStart(source)
    node.forEachChild((child) => {
      text += code.slice(at, child.getStart(source)) + render(child)
      at = child.getEnd()
    })
    return around(node, text + code.slice(at, node.getEnd()))
  }
  const around = (node, text) => {
    const { parent } = node
    if ((ts.isIfStatement(parent) && parent.expression === node) || (ts.isConditionalExpression(parent) && parent.condition === node)) {
      return both(node, text)
    }
    if (ts.isBinaryExpression(parent) && SHORT.has(parent.operatorToken.kind) && node !== parent.operatorToken) return note(node, 'operand', text)
    if (ts.isArrowFunction(parent) && parent.body === node && !ts.isBlock(node)) return note(node, 'function', text)
    const isBody = ts.isFunctionLike(parent) || ts.isCatchClause(parent) || ts.isForOfStatement(parent)
    if (ts.isBlock(node) && isBody) return `{ taken.add(${point(node, 'block')}); ${text.slice(1)}`
    return text
  }
  return source.statements.map(render).join('\n')
}

keepCryptography()
const changed = Object.fromEntries([...NAMES, ...SOURCE_NAMES].map((name) => [name, noting(sourceOf(name), name)]))
const choose = (yes, no, value) => {
  taken.add(value ? yes : no)
  return value
}
const verifier = makeVerifier(changed, { taken, choose })
for (const check of [...makeChecks(), ...makeSourceChecks()]) await check.run(verifier)
process.stdout.write(`${JSON.stringify({ branches: points.length, missing: points.filter((_, index) => !taken.has(index)) })}\n`)
