// Builds the SDK into src/handrail/static/sdk/: the files that pages load, and index.json with their hashes.
// Deterministic: the same sources give the same bytes.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { minify } from 'terser'
import { toArrows } from './to-arrows.mjs'

const here = new URL('./', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('package.json', here), 'utf8'))
const root = new URL('../src/handrail/static/sdk/', here)
const target = new URL(`${version}/`, root)
const banner = `/*! Handrail SDK ${version}, Apache-2.0 */`
/**
 * Chromium (from 136) then compiles every function while the file still arrives, beside the main thread, instead of each one on the
 * main thread when it is first called: a quarter less of its time until the first step, for 100 kB more of compiled code.
 */
const compileHint = '//# allFunctionsCalledOnLoad'

/** File → entry, format, whether unsigned content may be played, whether it must do without WebCrypto. */
const outputs = {
  'handrail.js': { entry: 'src/main.ts', format: 'iife', power: false },
  'handrail.mjs': { entry: 'src/index.ts', format: 'esm', power: false },
  'handrail-power.js': { entry: 'src/power/main.ts', format: 'iife', power: true },
  'handrail-http.js': { entry: 'src/main.ts', format: 'iife', power: false, plainHttp: true },
  'handrail-http.mjs': { entry: 'src/index.ts', format: 'esm', power: false, plainHttp: true },
}

/** What plain-http pages lack is done by our own module: browser's name → the name that esbuild puts in its place. */
const ownCrypto = JSON.parse(await readFile(new URL('src/http/replaced.json', here), 'utf8'))

/** The licence of the libraries in it, as it asks for. */
async function ownCryptoBanner() {
  const texts = ['curves', 'hashes'].map((name) => readFile(new URL(`../node_modules/@noble/${name}/LICENSE`, here), 'utf8'))
  const licences = [...new Set(await Promise.all(texts))].join('\n').trim()
  return `/*! Handrail SDK ${version}, Apache-2.0; with @noble/curves and @noble/hashes:\n${licences}\n*/`
}

/** Property names that nobody but the SDK knows: shortened. `node internal-names.mjs` finds them, a test holds them to it. */
const internal = JSON.parse(await readFile(new URL('src/internal-names.json', here), 'utf8'))
const mangleProps = new RegExp(`^(?:${internal.join('|')})$`)

/** The style sheet is written to be read; pages load it without its blanks. */
const tightStyles = {
  name: 'tight-styles',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]style\.ts$/ }, async ({ path }) => {
      const [before, styles, after] = (await readFile(path, 'utf8')).split('`')
      const { code } = await transform(styles, { loader: 'css', minify: true, target: ['chrome120', 'firefox128', 'safari17'] })
      return { contents: `${before}${JSON.stringify(code.trim())}${after}`, loader: 'ts' }
    })
  },
}

/** The modules, which apps bundle, can be given a seed as data; pages that load a script have no use for it. */
const seeds = {
  name: 'seeds',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/request$/ }, ({ importer }) =>
      /[/\\]transport[/\\]/.test(importer) ? { path: fileURLToPath(new URL('src/hybrid/request.ts', here)) } : undefined,
    )
  },
}

/** A name for nothing, which the sources compare with at every turn. */
const NOTHING = '$$'

/** `void 0`, written about a thousand times, becomes a variable that is never set. */
function nameNothing(code, format) {
  if (code.includes(NOTHING)) throw new Error(`${NOTHING} is somebody's name already`)
  const named = code.replaceAll('void 0', () => NOTHING)
  if (format === 'esm') return named.replace('*/\n', (end) => `${end}let ${NOTHING};`)
  // The classic script is one function.
  return named.replace('(()=>{', () => `(${NOTHING}=>{`)
}

/** Modules are bundled with an app's own code, of which the hint would not be true. */
function preambleOf(format, licence) {
  return format === 'iife' ? `${compileHint}\n${licence}` : licence
}

/** A server may be reading meanwhile: it sees the old file or the new one, never a part. */
async function put(url, bytes) {
  const fresh = new URL(`${url.href}.new`)
  await writeFile(fresh, bytes)
  await rename(fresh, url)
}

/** Beside the module: no browser loads them. `make schema` makes them. */
const types = 'handrail.d.mts'

await mkdir(target, { recursive: true })
for (const name of await readdir(target)) if (!(name in outputs) && name !== types) await rm(new URL(name, target))
const files = {}
for (const [name, { entry, format, power, plainHttp = false }] of Object.entries(outputs)) {
  if (!existsSync(new URL(entry, here))) continue
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(here),
    entryPoints: [entry],
    bundle: true,
    // Names are shortened once, at the end.
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    format,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // Which names may be shortened was found out without the library in mind.
    ...(plainHttp ? { inject: ['src/http/webCrypto.ts'] } : { mangleProps }),
    plugins: format === 'esm' ? [tightStyles, seeds] : [tightStyles],
    define: { __SDK_VERSION__: JSON.stringify(version), __POWER__: String(power), ...(plainHttp ? ownCrypto : {}) },
  })
  // What esbuild leaves, Terser folds further: 5 % fewer compressed bytes, and the same bytes for the same source.
  const written = { ecma: 2022, module: format === 'esm' }
  const { ast } = await minify(outputFiles[0].text, {
    ...written,
    compress: {
      ecma: 2022,
      passes: 5,
      lhs_constants: false,
      unsafe_arrows: true,
      hoist_funs: true,
      inline: 1,
      // No function of ours is asked for its length.
      keep_fargs: false,
      sequences: false,
    },
    mangle: false,
    format: { spidermonkey: true, code: false },
  })
  const { code } = await minify(toArrows(ast), {
    ...written,
    parse: { spidermonkey: true },
    compress: false,
    mangle: { reserved: [NOTHING] },
    format: { ecma: 2022, preamble: preambleOf(format, plainHttp ? await ownCryptoBanner() : banner) },
  })
  const bytes = new TextEncoder().encode(nameNothing(code, format))
  await put(new URL(name, target), bytes)
  files[name] = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sri: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  }
}
await put(new URL(types, target), await readFile(new URL(`../schema/${types}`, here)))
await put(new URL('index.json', root), `${JSON.stringify({ version, files }, null, 2)}\n`)
