// The monitors of properties as tables, for models in other languages: one automaton a property.
import type { Formula, Property } from '../../model/property.js'
import { monitorOf } from '../monitor/monitor.js'

/** A property as a finite automaton over readings: what its letters answer, one a bit. */
export interface MonitorTables {
  readonly property: Property
  readonly letters: readonly Formula[]
  readonly start: number
  readonly modes: number
  /** By mode and reading: the next mode, or the end of the watch. */
  readonly outcomes: readonly (readonly Outcome[])[]
  /** Bits of a reading that must each occur for a verdict to mean anything. */
  readonly antecedents: readonly number[]
}

export type Outcome = number | 'violated' | 'witnessed'

/** @param quantum ms in a tick */
export function monitorTables(property: Property, quantum: number): MonitorTables {
  const monitor = monitorOf(property.pattern, quantum)
  const { letters, start, modes, antecedents } = monitor
  const readings = Array.from({ length: 2 ** letters.length }, (_, reading) => reading)
  return {
    property,
    letters,
    start,
    modes,
    antecedents,
    outcomes: Array.from({ length: modes }, (_, mode) => readings.map((reading) => monitor.next(mode, reading))),
  }
}

/** Properties that a monitor decides alone; a response needs fair cycles. */
export const isSafety = ({ pattern }: Property): boolean => pattern.kind !== 'response'
