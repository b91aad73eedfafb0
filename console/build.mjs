// Builds the console's static files: Tabler's and our own styles, and one script per island (`src/<name>/index.ts`).
import { build } from 'esbuild'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '../src/handrail/static/console')
const require = createRequire(import.meta.url)
mkdirSync(out, { recursive: true })

const tabler = join(dirname(require.resolve('@tabler/core/package.json')), 'dist/css/tabler.min.css')
writeFileSync(join(out, 'tabler.css'), readFileSync(tabler, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\//, ''))

await build({ entryPoints: [join(here, 'styles/console.css')], outdir: out, bundle: true, minify: true, logLevel: 'warning' })
cpSync(join(here, 'styles/favicon.svg'), join(out, 'favicon.svg'))

const islands = readdirSync(join(here, 'src')).filter((name) => existsSync(join(here, 'src', name, 'index.ts')))
await build({
  entryPoints: Object.fromEntries(islands.map((name) => [name, join(here, 'src', name, 'index.ts')])),
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome120', 'firefox128', 'safari17'],
  legalComments: 'none',
  logLevel: 'warning',
})
