// Random small worlds, explored with every combination of reductions and without.
import fc from 'fast-check'
import { expect } from 'vitest'
import { compile } from '../../checker/compile/compile.js'
import { explore } from '../../checker/graph/explore.js'
import { reducedExplore } from '../../checker/reduce/index.js'
import { nameIn, replicate } from '../../machines/replicate.js'
import { withoutTimers } from '../../machines/timeless.js'
import type { World } from '../../model/world.js'
import type { Formula, Pattern, Predicate } from '../../model/property.js'
import { patterns, property, vocabulary, worlds } from './worlds.js'

/** Symmetry and partial order: each alone, and both. */
export const combinations = [
  [true, false],
  [false, true],
  [true, true],
] as const

/** A formula about copies of a world, which are chosen one atom after the other. */
function about(formula: Formula, next: () => number): Formula {
  if ('is' in formula) return { is: nameIn(next(), formula.is) }
  if ('was' in formula) return { was: nameIn(next(), formula.was) }
  if ('does' in formula) return { does: nameIn(next(), formula.does) }
  if ('tick' in formula) return formula
  if ('not' in formula) return { not: about(formula.not, next) }
  if ('and' in formula) return { and: formula.and.map((part) => about(part, next)) }
  return { or: formula.or.map((part) => about(part, next)) }
}

const formulaFields = ['given', 'holds', 'what', 'after', 'first', 'then', 'trigger', 'answer']

const ofCopies = (pattern: Pattern, next: () => number): Pattern =>
  Object.fromEntries(
    Object.entries(pattern).map(([field, value]) => [
      field,
      formulaFields.includes(field) && value !== undefined ? about(value as Formula, next) : (value as unknown),
    ]),
  ) as Pattern

const ofBoth: Readonly<Record<string, Predicate>> = Object.fromEntries(
  [1, 2].flatMap((copy) =>
    Object.entries(vocabulary).map(([name, predicate]) => [
      nameIn(copy, name),
      { ...predicate, party: nameIn(copy, predicate.party) },
    ]),
  ),
)

/** The same world without timers and without latencies. */
const timeless = (one: World): World => ({
  ...one,
  parties: one.parties.map((each) => ({ ...each, machine: withoutTimers(each.machine) })),
  channels: one.channels.map((channel) => ({ ...channel, latency: { least: 0, most: 0 } })),
})

const changes = {
  'coupled worlds': (one) => one,
  'two copies': (one) => replicate(one, 2),
  'two copies without time': (one) => replicate(timeless(one), 2),
} as const satisfies Record<string, (one: World) => World>

const timelessIf = (name: string, one: World): World => (name.endsWith('without time') ? timeless(one) : one)

export type RandomWorlds = keyof typeof changes

export const randomWorlds = Object.keys(changes) as readonly RandomWorlds[]

/** Compares verdicts; how many were compared, were reached with steps left out, and what they were. */
export function compareReductions(
  name: RandomWorlds,
  parameters: { readonly numRuns: number; readonly seed: number },
): Readonly<Record<'compared' | 'pruned' | 'fails' | 'holds' | 'vacuous', number>> {
  const count = { compared: 0, pruned: 0, fails: 0, holds: 0, vacuous: 0 }
  const copies = name !== 'coupled worlds'
  fc.assert(
    fc.property(
      worlds,
      fc.array(patterns, { minLength: 5, maxLength: 5 }),
      fc.infiniteStream(fc.constantFrom(1, 2)),
      (seed, some, picks) => {
        const first = explore(compile(copies ? timelessIf(name, seed) : seed, { quantum: 1000 }), { maxStates: 400 })
        if (first.fault || first.states.size > (copies ? 40 : 400)) return
        const one = changes[name](seed)
        for (const pattern of some.filter(({ kind }) => kind !== 'response')) {
          const asked = property(copies ? ofCopies(pattern, () => picks.next().value as number) : pattern)
          const predicates = copies ? ofBoth : vocabulary
          const full = reducedExplore(one, predicates, [asked], { slice: false, symmetry: false, partialOrder: false })
          if (full.fault !== undefined) continue
          for (const [symmetry, partialOrder] of combinations) {
            const reduced = reducedExplore(one, predicates, [asked], { slice: false, symmetry, partialOrder })
            expect({ pattern: asked.pattern, verdict: reduced.verdicts[0]!.verdict }).toEqual({
              pattern: asked.pattern,
              verdict: full.verdicts[0]!.verdict,
            })
            count.compared++
            if (reduced.partialOrder.pruned > 0) count.pruned++
          }
          count[full.verdicts[0]!.verdict as 'fails' | 'holds' | 'vacuous']++
        }
      },
    ),
    parameters,
  )
  return count
}
