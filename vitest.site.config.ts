// The tests of the built site in a browser: `npm run docs` first.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/site/**/*.test.ts'],
    fileParallelism: false,
    maxConcurrency: 3,
    // What a page does takes time: `expect.poll` looks until it is so.
    expect: { poll: { timeout: 60_000, interval: 50 } },
    // Limits only stop what hangs.
    testTimeout: 480_000,
    hookTimeout: 120_000,
  },
})
