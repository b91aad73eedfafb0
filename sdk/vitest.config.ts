import { defineConfig } from 'vitest/config'

export default defineConfig({
  define: { __SDK_VERSION__: JSON.stringify('0.1.0') },
  test: { include: ['test/**/*.test.ts'], environment: 'node', pool: 'forks', maxWorkers: 1 },
})
