// What verification adds to the SDK: the built file with it, less the same file with a verifier that checks nothing.
// Prints {"bytes","gzip","brotli"}.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const NOTHING = `
export const MOST_CHANNEL_BYTES = 786432
export function requireUnexpired() {}
export async function verifyChannel(bytes) { return JSON.parse(new TextDecoder().decode(bytes)) }
`
const unchecked = {
  name: 'unchecked',
  setup: (made) => made.onLoad({ filter: /transport\/verify\.ts$/ }, () => ({ contents: NOTHING, loader: 'ts' })),
}

async function sizes(plugins) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('../sdk/', import.meta.url)),
    entryPoints: ['src/main.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    define: { __SDK_VERSION__: '"0"', __POWER__: 'false' },
    plugins,
  })
  const bytes = outputFiles[0].contents
  return { bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length }
}

const [whole, without] = [await sizes([]), await sizes([unchecked])]
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(whole).map(([name, size]) => [name, size - without[name]]))))
