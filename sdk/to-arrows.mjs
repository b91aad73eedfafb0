// Function declarations become arrows at the start of their block, where the language would have hoisted them to: shorter, and what
// is written like its neighbours costs a compressed file next to nothing. The tree is ESTree.

/** Calls for every node; not further down where the call says `false`. */
function walk(value, visit) {
  if (typeof value !== 'object' || value === null) return
  if (typeof value.type === 'string' && visit(value) === false) return
  for (const part of Object.values(value)) walk(part, visit)
}

/** An arrow has no `this` and no `arguments` of its own, makes no objects, and gives one value. */
function canBeArrow({ type, generator, params, body }) {
  if (type !== 'FunctionDeclaration' || generator) return false
  let can = true
  walk([params, body], (node) => {
    if (node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'arguments')) can = false
    // What lies inside an inner function or a class is theirs; an arrow's is ours.
    return node.type !== 'FunctionDeclaration' && node.type !== 'FunctionExpression' && node.type !== 'ClassBody'
  })
  return can
}

function toArrow({ id, params, body, async }) {
  const [first, ...more] = body.body
  const value = first?.type === 'ReturnStatement' && more.length === 0 ? first.argument : undefined
  const arrow = { type: 'ArrowFunctionExpression', params, body: value ?? body, expression: Boolean(value), async, generator: false }
  return { type: 'VariableDeclarator', id, init: arrow }
}

function inBlock(statements) {
  const declarations = statements.filter(canBeArrow).map(toArrow)
  const rest = statements.filter((statement) => !canBeArrow(statement))
  return declarations.length === 0 ? rest : [{ type: 'VariableDeclaration', kind: 'let', declarations }, ...rest]
}

/**
 * Does so in every block of a program, in place.
 *
 * @throws Error where a function that becomes an arrow is made objects with
 */
export function toArrows(program) {
  const names = new Set()
  walk(program, ({ type, body }) => {
    if (type !== 'BlockStatement' && type !== 'Program') return
    for (const statement of body) if (canBeArrow(statement)) names.add(statement.id.name)
  })
  walk(program, ({ type, callee }) => {
    if (type === 'NewExpression' && names.has(callee.name)) throw new Error(`new ${callee.name}: write it as a class`)
  })
  walk(program, (node) => {
    if (node.type === 'BlockStatement') node.body = inBlock(node.body)
    if (node.type === 'Program') {
      // Imports and directives stay in front.
      const at = node.body.findIndex(({ type, directive }) => type !== 'ImportDeclaration' && directive === undefined)
      node.body = [...node.body.slice(0, at), ...inBlock(node.body.slice(at))]
    }
  })
  return program
}
