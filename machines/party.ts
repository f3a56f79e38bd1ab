// The parties of this specification by name, and the sources that their states and transitions cite.

/** The id of a fact, contradiction, rule or claim: `D-014`, `C-03`, `R2`, `S5`, or of a written decision: `M-04`. */
export type SourceId = `D-${string}` | `C-${string}` | `R${number}` | `S${number}` | `M-${string}`

/** What every state and every transition carries in `meta`. */
export interface SourceMeta {
  /** Facts, rules, claims, contradictions and decisions that the state or transition encodes; never empty. */
  readonly sources: readonly SourceId[]
}

/** The `meta` of a state or transition. */
export const cites = (...sources: readonly SourceId[]): SourceMeta => ({ sources })

/** The names of the parties of the system. */
export type PartyName =
  | 'device'
  | 'application'
  | 'upgradeServer'
  | 'enrolment'
  | 'deployments'
  | 'homeServer'
  | 'agent'
  | 'blinkup'
  | 'poller'
  | 'installer'
  | 'factory'
  // of a fleet only
  | 'rollout'
  | 'turn'
  | 'group'
