// impspec watch over a million events, with a NATS server and worker processes that are killed; needs nats-server.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/nats/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
})
