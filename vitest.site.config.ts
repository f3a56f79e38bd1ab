// The tests of the built site in a browser: `npm run docs` first.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/site/**/*.test.ts'],
    fileParallelism: false,
    maxConcurrency: 3,
    // What a page does takes time: `expect.poll` looks until it is so.
    expect: { poll: { timeout: 20_000, interval: 50 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
