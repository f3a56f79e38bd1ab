// 10^6 random steps of tables and live actors side by side: this half in the factory and in the field. About 4 minutes.
import { allStates } from '../system/walks.js'
import { walkFar } from './walks.js'

walkFar(
  [
    { scope: 'factory', steps: 20_000, walk: 100 },
    { scope: 'field', steps: 240_000, walk: 300 },
    { scope: 'wakeReasons', steps: 120_000, walk: 300 },
    { scope: 'reconfiguration', steps: 120_000, walk: 300 },
  ],
  1_000_000,
  allStates.filter((state) => /^(factory|device|application|blinkup):/.test(state)),
)
