// Where the fields of a packed state stand in a diagram.
import type { Field } from '../nextState/stateLayout.js'
import { TOLD_OF_TIMER, type Shape, type Teacher } from '../nextState/transitionSource.js'
import { orderOf } from './variableOrder.js'

/** What a level holds: the local state of a party, a lane of its timers, the content of a channel, or a budget. */
export type Level =
  | { readonly kind: 'party'; readonly party: number }
  /** The lanes of a party follow it, in the order of `lane`. */
  | { readonly kind: 'lane'; readonly party: number; readonly lane: number }
  | { readonly kind: 'channel'; readonly channel: number }
  | { readonly kind: 'budget' }

export interface Levels {
  readonly all: readonly (Level & { readonly field: Field })[]
  /** By component: its level. */
  readonly ofComponent: readonly number[]
  /** The level of a field. */
  of(field: Field): number
}

const keyOf = ({ word, shift }: Field): string => `${word} ${shift}`

/** Fields of the timers of a party, each once. */
export const lanesOf = (timers: readonly Field[]): readonly Field[] => [
  ...new Map(timers.map((field) => [keyOf(field), field])).values(),
]

/**
 * @param timers by party, the field of each of its timers
 * @param edges components that steps look at together
 */
export function levelsOf(
  { components, parties, channels }: Pick<Shape, 'components' | 'parties' | 'channels'>,
  timers: readonly (readonly Field[])[],
  edges: readonly (readonly number[])[],
): Levels {
  const all = orderOf(components.length, edges).flatMap((component): (Level & { field: Field })[] => {
    const field = components[component]!
    if (component >= parties + channels) return [{ kind: 'budget', field }]
    if (component >= parties) return [{ kind: 'channel', channel: component - parties, field }]
    const lanes = lanesOf(timers[component]!)
    return [
      { kind: 'party', party: component, field },
      ...lanes.map((one, lane) => ({ kind: 'lane', party: component, lane, field: one }) as const),
    ]
  })
  const byField = new Map(all.map(({ field }, level) => [keyOf(field), level]))
  const of = (field: Field): number => byField.get(keyOf(field))!
  return { all, ofComponent: components.map(of), of }
}

/** What runs in the lanes of a party in one of its local states: nothing, a timer that may wait, or one that may not. */
export const IDLE = 0
export const PATIENT = 1
export const EXACT = 2

/** By lane of a party: what runs in it in a local state. */
export function runningOf(teacher: Teacher, levels: Levels, party: number, number: number): readonly number[] {
  const base = levels.ofComponent[party]!
  const running: number[] = []
  for (let next = base + 1; levels.all[next]?.kind === 'lane'; next++) running.push(IDLE)
  const clock = teacher.clock(party, number)
  for (let at = 0; at < clock.length; at += TOLD_OF_TIMER) {
    const [word, shift, mask, exact] = clock.slice(at) as [number, number, number, number]
    running[levels.of({ word, shift, mask }) - base - 1] = exact === 1 ? EXACT : PATIENT
  }
  return running
}
