// 10^6 random steps of tables and live actors side by side: this half where cloud and phone are seen. About 4 minutes.
import { allStates } from '../system/walks.js'
import { walkFar } from './walks.js'

walkFar(
  [
    { scope: 'plans', steps: 120_000, walk: 300 },
    { scope: 'cloud', steps: 120_000, walk: 300 },
    { scope: 'polling', steps: 120_000, walk: 300 },
    { scope: 'installation', steps: 140_000, walk: 250 },
  ],
  2_000_000,
  allStates.filter((state) => !/^(factory|device|application|blinkup):/.test(state)),
)
