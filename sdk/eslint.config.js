import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import tseslint from 'typescript-eslint'

const here = dirname(fileURLToPath(import.meta.url))

/** What a page's strict content policy blocks, and what only one place may do. */
const BLOCKED = [
  {
    selector: 'AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
    message: 'Markup from text is blocked by Trusted Types: make elements.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|parseFromString|write|writeln)$/]',
    message: 'Markup from text is blocked by Trusted Types: make elements.',
  },
  {
    selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']",
    message: "A style attribute is blocked by style-src: set element.style's properties.",
  },
  { selector: "AssignmentExpression > MemberExpression.left[property.name='cssText']", message: "Set element.style's single properties." },
  {
    selector: "CallExpression[callee.property.name='createElement'][arguments.0.value=/^(style|script)$/]",
    message: 'Style elements and scripts are blocked: use a constructable style sheet.',
  },
  {
    selector: 'NewExpression[callee.name=/^(DOMParser|Function|XMLHttpRequest|WebSocket|EventSource)$/]',
    message: "Not in somebody else's page.",
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
]
const FETCH = [
  { selector: "CallExpression[callee.name='fetch']", message: 'Only transport/ talks to servers.' },
  {
    selector: 'CallExpression[callee.property.name=/^(fetch|sendBeacon)$/]',
    message: 'Only transport/ talks to servers, and never by beacons: they always carry cookies.',
  },
]

export default tseslint.config(
  { ignores: ['**/*.js', '**/*.mjs', '**/dist/**', '**/schema/wire.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: here } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...BLOCKED, ...FETCH],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Our objects are closures: nothing of ours has a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Code points are what patterns count.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Content and browsers are read tolerantly: what the types promise may be missing in an older or newer one.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  // The console's own pages talk to their own server; the rule is about somebody else's page.
  { files: ['**/src/transport/**', '**/console/src/**'], rules: { 'no-restricted-syntax': ['error', ...BLOCKED] } },
)
