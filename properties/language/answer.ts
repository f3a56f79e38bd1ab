// The shape of an answer to one of the questions that the specification was asked.
import type { ConfigurationPattern } from './property.js'

/** A question, and what the properties prove of it under each reading of the sources. */
export interface Answer {
  /** Short, stable, kebab-case. */
  readonly id: string
  readonly question: string
  /** One answer where the sources agree; otherwise one for each reading, `when` saying which. */
  readonly answers: readonly {
    readonly when?: ConfigurationPattern
    readonly text: string
  }[]
  /** Ids of the properties that are the evidence. */
  readonly properties: readonly string[]
}
