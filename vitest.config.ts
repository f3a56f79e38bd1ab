// The quick tests: everything under test/ but the long ones.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/site/**', 'test/spin/**', 'test/nats/**', '**/node_modules/**', 'dist/**'],
    // Of two cores, vitest would leave one idle.
    maxWorkers: '100%',
    // Files share the modules that a worker has loaded: loading them again takes a quarter of the time.
    isolate: false,
    // A limit stops what hangs, and nothing else: how fast the machine is, and what else it does, is no test's concern.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
})
