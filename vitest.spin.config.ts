// SPIN (and TLC, where TLA2TOOLS_JAR names it) and the driver of PINS on exported models; needs spin, gcc, and for MPI openmpi.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/spin/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
