// Writes <file>.br beside every file of a folder, as a web server with precompressed files has them.
//   node benchmarks/peers/compress.mjs <folder>
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

for (const entry of await readdir(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name.endsWith('.br')) continue
  const path = join(entry.parentPath ?? entry.path, entry.name)
  const bytes = await readFile(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${path}.br`, brotliCompressSync(bytes, { params }))
}
