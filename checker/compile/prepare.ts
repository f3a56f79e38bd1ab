// From a world and properties to what is explored: the slice that matters to them, compiled, with their predicates.
import { predicatesOf } from '../../model/formula.js'
import type { World } from '../../model/world.js'
import type { Predicate, Property } from '../../model/property.js'
import { type CompiledWorld, compile } from './compile.js'
import { slice } from './slice.js'
import { quantumOf } from './timers.js'

export interface PrepareOptions {
  /** Leave out the parties that cannot influence those of the properties; yes by default. */
  readonly slice?: boolean
  /** Local states of a party at most; 200 000 by default. */
  readonly localLimit?: number
  /** ms in a tick; by default that of the slice and of the bounds of its properties (docs/guide/semantics.md, Slices). */
  readonly quantum?: number
}

/** The bounds of those properties that have one, in ms. */
export const boundsOf = (properties: readonly Property[]): readonly number[] =>
  properties.flatMap(({ pattern }) => (pattern.kind === 'bounded' ? [pattern.within] : []))

/** The part of a world that matters to some properties, compiled, with the predicates that they use. */
export function prepare(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  options: PrepareOptions = {},
): CompiledWorld {
  const names = [...new Set(properties.flatMap((property) => predicatesOf(property, predicates)))]
  const parties = [...new Set(names.map((name) => predicates[name]!.party))]
  const part = options.slice === false || parties.length === 0 ? world : slice(world, parties)
  return compile(part, {
    quantum: options.quantum ?? quantumOf(part, boundsOf(properties)),
    predicates: Object.fromEntries(names.map((name) => [name, predicates[name]!])),
    ...(options.localLimit === undefined ? {} : { localLimit: options.localLimit }),
  })
}
