import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

/** Where `.ci/run` wants the counts. */
const report = process.env['TEST_REPORT']

export default defineConfig({
  // As Node itself resolves it: tests and CommonJS dependencies must share one copy of `graphql`.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.data/**'],
    setupFiles: 'tests/chance.ts',
    globalSetup: 'tests/global-setup.ts',
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    pool: 'forks',
    // One more than the cores of the smallest machine that this is for: many tests wait for other processes.
    maxWorkers: 3,
    // Generous, for machines that do something else as well: no test here waits in vain when it passes, and none has a
    // shorter patience of its own.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 100_000, interval: 20 } },
  },
})
