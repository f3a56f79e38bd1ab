// The named questions that formulas are made of, and the words that formulas are written with.
import { ofTheAgent } from '../predicates/agent.js'
import { ofTheAgentSteps } from '../predicates/agentSteps.js'
import { ofTheApplication } from '../predicates/application.js'
import { ofTheApplicationSteps } from '../predicates/applicationSteps.js'
import { ofTheConnection } from '../predicates/connection.js'
import { ofTheCloud } from '../predicates/cloud.js'
import { ofTheCloudSteps } from '../predicates/cloudSteps.js'
import { ofTheDevice } from '../predicates/device.js'
import { ofTheDeviceSteps } from '../predicates/deviceSteps.js'
import { ofTheFactory } from '../predicates/factory.js'
import { ofThePhone } from '../predicates/phone.js'
import { ofThePhoneSteps } from '../predicates/phoneSteps.js'
import { ofTheRepetition } from '../predicates/repetition.js'
import { ofTheRisks } from '../predicates/risks.js'
import { ofTheServices } from '../predicates/services.js'
import { ofTheVariantSteps } from '../predicates/variants.js'
import type { Formula, Predicate } from '../../model/property.js'

/** Every predicate by name; the names are what formulas, verdicts and pages of the site use. */
export const predicates: Readonly<Record<string, Predicate>> = {
  ...ofTheDevice,
  ...ofTheDeviceSteps,
  ...ofTheConnection,
  ...ofTheRisks,
  ...ofTheApplication,
  ...ofTheCloud,
  ...ofTheServices,
  ...ofTheAgent,
  ...ofTheAgentSteps,
  ...ofThePhone,
  ...ofThePhoneSteps,
  ...ofTheFactory,
  ...ofTheVariantSteps,
  ...ofTheRepetition,
  ...ofTheCloudSteps,
  ...ofTheApplicationSteps,
}

type Named =
  | keyof typeof ofTheDevice
  | keyof typeof ofTheDeviceSteps
  | keyof typeof ofTheConnection
  | keyof typeof ofTheRisks
  | keyof typeof ofTheApplication
  | keyof typeof ofTheCloud
  | keyof typeof ofTheServices
  | keyof typeof ofTheAgent
  | keyof typeof ofTheAgentSteps
  | keyof typeof ofThePhone
  | keyof typeof ofThePhoneSteps
  | keyof typeof ofTheFactory
  | keyof typeof ofTheVariantSteps
  | keyof typeof ofTheRepetition
  | keyof typeof ofTheCloudSteps
  | keyof typeof ofTheApplicationSteps
export type PredicateName = Named | `vmStartsBecause${number}`

/** The state predicate holds after the step. */
export const is = (name: PredicateName): Formula => ({ is: name })
/** The state predicate held before the step. */
export const was = (name: PredicateName): Formula => ({ was: name })
/** The step is such a step. */
export const step = (name: PredicateName): Formula => ({ does: name })
export const not = (formula: Formula): Formula => ({ not: formula })
export const and = (...formulas: readonly Formula[]): Formula => ({ and: formulas })
export const or = (...formulas: readonly Formula[]): Formula => ({ or: formulas })
/** Never: the disjunction of nothing. */
export const nothing: Formula = { or: [] }
export const tick: Formula = { tick: true }
