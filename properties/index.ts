// Every property of the specification, in the order in which a reader meets its subjects.
import { agent } from './claims/agent/agent.js'
import { agentSteps } from './claims/agent/reactions.js'
import { applicationSteps } from './claims/application/reactions.js'
import { blinkup } from './claims/device/blinkup.js'
import { boot } from './claims/device/boot.js'
import { cloudSteps } from './claims/cloud/reactions.js'
import { connection } from './claims/device/connection.js'
import { deviceAnswers } from './claims/device/answersToCloud.js'
import { deviceSteps } from './claims/device/startsAndMemory.js'
import { factory } from './claims/factory.js'
import { installerSteps } from './claims/phone/installerReactions.js'
import { phone } from './claims/phone/phone.js'
import { phoneSteps } from './claims/phone/reactions.js'
import { politeness } from './claims/application/politeness.js'
import { power } from './claims/device/power.js'
import type { Property } from './language/property.js'
import { repetition } from './claims/repetition.js'
import { risks } from './claims/device/risks.js'
import { services } from './claims/cloud/services.js'
import { upgrade } from './claims/device/upgrade.js'
import { versions } from './claims/device/versions.js'
import { variantSteps } from './claims/variants.js'
import { wakeReasons } from './claims/device/wakeReasons.js'

export { fleetPredicates, fleetProperties } from './claims/fleet.js'
export { predicates } from './vocabulary/predicates.js'
export type * from './language/property.js'
export type {
  Fairness,
  Formula,
  LocalTransition,
  Pattern,
  Predicate,
  StatePredicate,
  StepPredicate,
  Verdict,
} from '../model/property.js'

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
export type { FleetShape } from './claims/fleet.js'
