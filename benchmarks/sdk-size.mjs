// Sizes of the built SDK, and which parts they come from. Fails when the runtime is over its budget.
//   node sdk/build.mjs && node benchmarks/sdk-size.mjs
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const BUDGET = { 'handrail.js': 30_000 }
const root = new URL('../', import.meta.url)
const index = JSON.parse(await readFile(new URL('src/handrail/static/sdk/index.json', root), 'utf8'))

const number = (value) => value.toLocaleString('en').padStart(9)
console.log(`file              minified      gzip    brotli   budget (SDK ${index.version})`)
for (const [name, { bytes, gzip, brotli }] of Object.entries(index.files)) {
  console.log(`${name.padEnd(17)}${number(bytes)} ${number(gzip)} ${number(brotli)} ${BUDGET[name] ? number(BUDGET[name]) : ''}`)
}

const { metafile } = await build({
  absWorkingDir: fileURLToPath(new URL('sdk/', root)),
  entryPoints: ['src/main.ts'],
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: 'iife',
  target: 'es2022',
  define: { __SDK_VERSION__: JSON.stringify(index.version), __POWER__: 'false' },
})
const parts = {}
for (const [path, { bytesInOutput }] of Object.entries(Object.values(metafile.outputs)[0].inputs)) {
  const part = path.startsWith('src/') ? path.split('/')[1] : path.replace(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1')
  parts[part] = (parts[part] ?? 0) + bytesInOutput
}
console.log('\npart of handrail.js     minified')
for (const [part, bytes] of Object.entries(parts).sort((left, right) => right[1] - left[1]))
  console.log(`${part.padEnd(22)}${number(bytes)}`)

await mkdir(new URL('benchmarks/results/', root), { recursive: true })
await writeFile(
  new URL('benchmarks/results/sdk-size.json', root),
  `${JSON.stringify({ version: index.version, files: index.files, parts }, null, 2)}\n`,
)

const over = Object.entries(BUDGET).filter(([name, most]) => index.files[name].brotli > most)
if (over.length > 0) {
  console.error(`over budget: ${over.map(([name]) => name).join(', ')}`)
  process.exit(1)
}
