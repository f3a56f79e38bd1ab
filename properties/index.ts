// Every property of the specification, in the order in which a reader meets its subjects.
import { agent } from './agent.js'
import { agentSteps } from './agentSteps.js'
import { applicationSteps } from './applicationSteps.js'
import { blinkup } from './blinkup.js'
import { boot } from './boot.js'
import { cloudSteps } from './cloudSteps.js'
import { connection } from './connection.js'
import { deviceAnswers } from './deviceAnswers.js'
import { deviceSteps } from './deviceSteps.js'
import { factory } from './factory.js'
import { installerSteps } from './installerSteps.js'
import { phone } from './phone.js'
import { phoneSteps } from './phoneSteps.js'
import { politeness } from './politeness.js'
import { power } from './power.js'
import type { Property } from './property.js'
import { repetition } from './repetition.js'
import { risks } from './risks.js'
import { services } from './services.js'
import { upgrade } from './upgrade.js'
import { versions } from './versions.js'
import { variantSteps } from './variantSteps.js'
import { wakeReasons } from './wakeReasons.js'

export { fleetPredicates, fleetProperties } from './fleet.js'
export { predicates } from './predicates.js'
export type * from './property.js'

/** All properties. */
export const properties: readonly Property[] = [
  ...boot,
  ...connection,
  ...wakeReasons,
  ...blinkup,
  ...upgrade,
  ...services,
  ...politeness,
  ...versions,
  ...agent,
  ...agentSteps,
  ...phone,
  ...phoneSteps,
  ...installerSteps,
  ...power,
  ...risks,
  ...deviceSteps,
  ...deviceAnswers,
  ...variantSteps,
  ...factory,
  ...repetition,
  ...cloudSteps,
  ...applicationSteps,
]
