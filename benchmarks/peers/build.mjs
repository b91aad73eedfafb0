// Makes the scripts that the pages of the benchmark load, each peer as an application would bundle it: minified, one file.
//   node benchmarks/peers/build.mjs <folder with node_modules> <folder to write>
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const [peers, out] = process.argv.slice(2).map((path) => resolve(path))
const here = fileURLToPath(new URL('entries/', import.meta.url))
const steps = await readFile(join(here, 'steps.json'), 'utf8')
const modules = join(peers, 'node_modules')
const common = {
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
  nodePaths: [modules],
}
await mkdir(out, { recursive: true })

for (const name of ['driver', 'shepherd', 'intro', 'joyride', 'hopscotch', 'tourguide', 'guidechimp', 'posthog'])
  await build({
    ...common,
    entryPoints: { [name]: join(here, `${name}.js`) },
    outdir: out,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.png': 'dataurl', '.svg': 'dataurl', '.gif': 'dataurl' },
  })
for (const [name, text] of [
  ['floor', steps],
  ['floor-json', 'null'],
])
  await build({ ...common, entryPoints: { [name]: join(here, 'floor.js') }, outdir: out, define: { STEPS: text } })

for (const [name, file] of Object.entries({ 'posthog-library': 'array.js', 'product-tours': 'product-tours.js' })) {
  const text = await readFile(join(modules, 'posthog-js/dist', file), 'utf8')
  await writeFile(join(out, `${name}.js`), text.replace(/\n\/\/# sourceMappingURL.*\s*$/, ''))
}
