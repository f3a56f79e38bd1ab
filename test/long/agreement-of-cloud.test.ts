// 10^6 random steps of tables and live actors side by side: this half where cloud and phone are seen. About 4 minutes.
import { allStates } from '../system/walks.js'
import { walkFar } from './walks.js'

/**
 * Where random walks do not come: two states need an upgrade that begins within seconds of the success of BlinkUp, the
 * third a second BlinkUp beside an installer's app, for which no scope has room.
 */
const tooRare: readonly string[] = [
  'installer: recipe.probing.verdict.advisedUpgrading',
  'installer: recipe.configuring.warned',
  'installer: exchange.superseded',
]

walkFar(
  [
    { scope: 'plans', steps: 120_000, walk: 300 },
    { scope: 'cloud', steps: 120_000, walk: 300 },
    { scope: 'polling', steps: 120_000, walk: 300 },
    { scope: 'installation', steps: 140_000, walk: 250 },
  ],
  2_000_000,
  allStates.filter((state) => !/^(factory|device|application|blinkup):/.test(state) && !tooRare.includes(state)),
)
