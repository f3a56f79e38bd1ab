// The tests of the built site in a browser: `npm run docs` first.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/site/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
