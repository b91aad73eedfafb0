// Finds the property names that are the SDK's own matter, so that the build may shorten them, and writes src/internal-names.json.
// A name is internal when the types prove it: no value that has it leaves the SDK or is looked into by name. So it is none
//   - of the browser's or the language's own (whatever type, whether used here or not),
//   - of the wire format, of what is verified, stored or serialised, or of Power Mode (it speaks with the console),
//   - of the public API,
//   - of an object that is looked into by names (`in`, `[name]`, Object.keys and such, types with an index signature).
// A text is a name only in such a place, so a class of the style sheet may be called as a name is.
//   node sdk/internal-names.mjs           writes the list
//   node sdk/internal-names.mjs --check   fails when the written list has a name that is not internal
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const here = fileURLToPath(new URL('./', import.meta.url))
const sources = `${here}src/`
const target = `${sources}internal-names.json`
/** Whose names others know: another machine, another version, the page. */
const KNOWN_OUTSIDE =
  /\/(schema|power)\/|\/transport\/(payloads|payloadShapes|envelope|importKeys)\.ts$|\/player\/(options|createHandrail|withOldNames|diagnose|install)\.ts$/
const LOOKS_INTO = /^(Object\.(keys|values|entries|fromEntries|assign|hasOwn)|JSON\.stringify|structuredClone)$/

const { options } = ts.getParsedCommandLineOfConfigFile(
  `${here}tsconfig.build.json`,
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
)
const program = ts.createProgram(
  ['main.ts', 'index.ts', 'power/main.ts', 'hybrid/request.ts'].map((file) => sources + file),
  options,
)
const checker = program.getTypeChecker()
const own = new Set()
const known = new Set()
const seen = new Set()

const isOurs = (file) => file.fileName.startsWith(sources)
const isMember = (node) =>
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isAccessor(node)
const isEntry = (node) => ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)

/** All names of a type, and of what is inside it, are known outside. */
function keep(type) {
  if (type === undefined || seen.has(type)) return
  seen.add(type)
  if (type.isUnionOrIntersection()) type.types.forEach(keep)
  if ((type.flags & ts.TypeFlags.Object) === 0) return
  if (type.objectFlags & ts.ObjectFlags.Reference) checker.getTypeArguments(type).forEach(keep)
  for (const info of checker.getIndexInfosOfType(type)) keep(info.type)
  for (const property of type.getProperties()) {
    const declaration = property.valueDeclaration ?? property.declarations?.[0]
    if (declaration !== undefined && !isOurs(declaration.getSourceFile())) continue
    // One without a declaration comes from a mapped type, such as Record<'png' | 'jpg', string>.
    known.add(property.name)
    if (declaration === undefined) continue
    keep(checker.getTypeOfSymbolAtLocation(property, declaration))
  }
}

/** Nothing is known of its names: whoever gets such a value may look into it by any. */
const isOpaque = (type) => (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0
const hasAnyName = (type) =>
  (type.isUnionOrIntersection() ? type.types : [type]).some(
    (part) => isOpaque(part) || (!checker.isArrayType(part) && !checker.isTupleType(part) && checker.getIndexInfosOfType(part).length > 0),
  )

function look(node) {
  if ((isMember(node) || isEntry(node)) && ts.isIdentifier(node.name)) own.add(node.name.text)
  if (ts.isAsExpression(node) && isOpaque(checker.getTypeAtLocation(node.expression))) keep(checker.getTypeAtLocation(node))
  if (ts.isElementAccessExpression(node) && !ts.isNumericLiteral(node.argumentExpression)) {
    const found = checker.getTypeAtLocation(node.expression)
    if (found.flags & ts.TypeFlags.Instantiable) throw new Error(`${node.getText()}: its type says nothing of whose names it looks for`)
    keep(found)
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) keep(checker.getTypeAtLocation(node.right))
  // Found by an index signature, or by nobody knows what: the name itself counts.
  if (ts.isPropertyAccessExpression(node) && checker.getSymbolAtLocation(node.name)?.name !== node.name.text) known.add(node.name.text)
  if (ts.isObjectBindingPattern(node) && hasAnyName(checker.getTypeAtLocation(node))) {
    for (const { propertyName, name } of node.elements) known.add((propertyName ?? name).getText())
  }
  if (ts.isForInStatement(node)) keep(checker.getTypeAtLocation(node.expression))
  if (ts.isMappedTypeNode(node)) keep(checker.getTypeAtLocation(node))
  if (ts.isCallExpression(node)) {
    if (LOOKS_INTO.test(node.expression.getText())) node.arguments.forEach((each) => keep(checker.getTypeAtLocation(each)))
    // store.get<What>(…): the reader names the type of what an earlier page, or an earlier version, wrote.
    node.typeArguments?.forEach((each) => keep(checker.getTypeFromTypeNode(each)))
  }
  if (ts.isExpression(node) && !ts.isExpressionWithTypeArguments(node)) {
    const wanted = checker.getContextualType(node)
    if (wanted !== undefined && hasAnyName(wanted)) keep(checker.getTypeAtLocation(node))
  }
  ts.forEachChild(node, look)
}

function keepMembers(node) {
  if ((isMember(node) || isEntry(node)) && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) known.add(node.name.text)
  ts.forEachChild(node, keepMembers)
}

for (const file of program.getSourceFiles()) {
  if (isOurs(file)) look(file)
  if (!isOurs(file) || KNOWN_OUTSIDE.test(file.fileName)) keepMembers(file)
}
const internal = [...own].filter((name) => !known.has(name) && name.length > 1).sort()

if (process.argv.includes('--check')) {
  const wrong = JSON.parse(readFileSync(target, 'utf8')).filter((name) => !internal.includes(name))
  if (wrong.length > 0) {
    console.error(`names that are not the SDK's own matter: ${wrong.join(', ')}; run node sdk/internal-names.mjs`)
    process.exit(1)
  }
} else writeFileSync(target, `${JSON.stringify(internal, null, 2)}\n`)
