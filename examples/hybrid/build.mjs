// Builds the app into a folder that a web view shows: app.js with the SDK in it, and the seed, content for a first start without network.
//   node build.mjs --sdk handrail.mjs --guidance guidance.json --package bank-production-full --out www [--seed-as-data]
// --sdk           the module from the console (Set-up → Integrate), handrail-http.mjs where the web view is no secure context
// --guidance      {"key", "trust", "selfHostedUrl", "environment"}, as the console shows them
// --package       a package of that environment, unzipped
// --seed-as-data  for web views whose pages are file:// or have no origin: they cannot fetch the app's own files
// --power         handrail-power.js, for a build made for authoring: guidance.json then also says "powerMode": true
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const text = { type: 'string' }
const { values } = parseArgs({
  options: { sdk: text, guidance: text, package: text, out: text, power: text, 'seed-as-data': { type: 'boolean', default: false } },
})
const here = fileURLToPath(new URL('./', import.meta.url))
const folders = ['channel', 'blobs']

/** Names below the package → what they hold: text of `.json`, base64 of all others. */
async function packed() {
  const files = {}
  for (const folder of folders) {
    for (const entry of await readdir(join(values.package, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath ?? entry.path, entry.name)
      files[path.slice(values.package.length + 1).replaceAll('\\', '/')] = await readFile(path, path.endsWith('.json') ? 'utf8' : 'base64')
    }
  }
  return files
}

/** What the app imports as `handrail`; Power Mode comes as a script that puts its `Handrail` into the window. */
function sdkSource() {
  const sdk = JSON.stringify(resolve(values.sdk))
  if (values.power === undefined) return `export * from ${sdk}`
  return `import ${JSON.stringify(resolve(values.power))}\nexport { seedOf } from ${sdk}\nexport const { Handrail } = globalThis`
}

const seed = values['seed-as-data'] ? await packed() : undefined
const guidance = JSON.parse(await readFile(values.guidance, 'utf8'))
await mkdir(values.out, { recursive: true })
await build({
  entryPoints: [join(here, 'src/app.js')],
  outfile: join(values.out, 'app.js'),
  bundle: true,
  minify: true,
  target: 'es2022',
  plugins: [
    {
      name: 'guidance',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^handrail$/ }, () => ({ path: 'handrail', namespace: 'sdk' }))
        onLoad({ filter: /.*/, namespace: 'sdk' }, () => ({ contents: sdkSource(), resolveDir: here }))
        onResolve({ filter: /^guidance$/ }, () => ({ path: 'guidance', namespace: 'guidance' }))
        onLoad({ filter: /.*/, namespace: 'guidance' }, () => ({
          contents: `export const guidance = ${JSON.stringify(guidance)}\nexport const seed = ${JSON.stringify(seed)}`,
        }))
      },
    },
  ],
})
for (const name of ['index.html', 'app.css']) await cp(join(here, name), join(values.out, name))
if (seed === undefined) {
  for (const folder of folders) await cp(join(values.package, folder), join(values.out, 'seed', folder), { recursive: true })
}
