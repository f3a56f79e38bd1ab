// What the simulator claims while somebody plays, against what was proved: none of its claims may disagree.
import { describe, expect, it } from 'vitest'
import { pick, randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import { readVerdicts } from '../../docs/generate/verdicts.js'
import { Session } from '../../docs/simulator/session.js'
import { specificationOf } from '../../docs/simulator/specification.js'
import type { Setup } from '../../docs/simulator/simulation.js'
import { whyExpected, type Standing } from '../../docs/simulator/watch.js'
import { scopeNames } from '../../machines/scopes.js'
import { properties } from '../../properties/index.js'
import { parseProduct } from '../../verification/impSpace.js'

const { properties: stored } = readVerdicts()

/** The stored verdict on a property in a configuration; undefined where that pair was not asked for. */
const proved = (property: string, configuration: string): string | undefined =>
  stored[property]?.verdicts.find(({ configurations }) => configurations.includes(configuration))?.verdict

/** Verdicts that rule a claim of the simulator out. */
const ruledOutBy: Readonly<Partial<Record<Standing, readonly string[]>>> = {
  violated: ['holds', 'vacuous'],
  witnessed: ['fails', 'vacuous'],
  kept: ['vacuous'],
}

interface Claims {
  /** Claims that were held against a verdict. */
  readonly compared: number
  /** By standing: how many properties have shown it. */
  readonly met: ReadonlyMap<Standing, number>
  readonly disagreeing: readonly string[]
}

/** Every other step is one that was taken least often so far: such a walk gets further than chance alone. */
function chosen(names: readonly string[], taken: ReadonlyMap<string, number>, random: Random): string {
  const often = (name: string): number => taken.get(name) ?? 0
  const least = Math.min(...names.map(often))
  return pick(random, random() < 0.5 ? names : names.filter((name) => often(name) === least))
}

/** Plays at random and holds every claim on the way against the stored verdict. */
function claimsOf(setup: Setup, seed: number, steps: number): Claims {
  const random = randomFrom(seed)
  const session = new Session({ setup, initial: {} })
  const { name, values } = setup.configuration
  const claims = new Map<string, Standing>()
  const taken = new Map<string, number>()
  for (let step = 0; step < steps; step++) {
    const names = session.options().map((option) => option.name)
    if (names.length === 0) break
    const next = chosen(names, taken, random)
    taken.set(next, (taken.get(next) ?? 0) + 1)
    session.take(next)
    session.now.watched.forEach(({ standing }, index) => {
      claims.set(`${index} ${standing}`, standing)
    })
  }
  const met = new Map<Standing, number>()
  let compared = 0
  const disagreeing: string[] = []
  for (const [key, standing] of claims) {
    met.set(standing, (met.get(standing) ?? 0) + 1)
    const property = session.properties[Number(key.split(' ')[0])]!
    const verdict = proved(property.id, name)
    if (verdict === undefined) continue
    compared++
    const told = `${property.id} in ${name}, scope ${setup.scope}, seed ${seed}: ${standing}`
    if (ruledOutBy[standing]?.includes(verdict)) disagreeing.push(`${told}; the checker says ${verdict}`)
    if (standing === 'violated' && whyExpected(property, values) === undefined) {
      disagreeing.push(`${told}, and the page calls it unexpected`)
    }
  }
  return { compared, met, disagreeing }
}

/** Configurations in which every property has a stored verdict: the baseline, each reading, and choices of each kind. */
const sample = [
  'baseline',
  'blinkupRestarts=no',
  'lateConnection=asked-politely',
  'codeLoading=at-activation',
  'handler=none',
  'politeness=never-accepts',
  'power=battery',
  'boot=fast',
  'blinkupOver=bluetooth',
  'enableBlinkup=never',
].map(parseProduct)

describe('what the simulator says of properties', () => {
  it('agrees with what was proved, wherever walks go, in every scope', { timeout: 120_000 }, () => {
    const all = scopeNames.flatMap((scope) =>
      sample.flatMap((configuration, index) =>
        [1, 2].map((walk) => claimsOf({ configuration, scope }, 100 * index + walk, 120)),
      ),
    )
    expect(all.flatMap(({ disagreeing }) => disagreeing)).toEqual([])
    expect(all.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(5000)
    // Walks that never get anywhere would agree with anything.
    const met = (standing: Standing): number => all.reduce((sum, one) => sum + (one.met.get(standing) ?? 0), 0)
    expect(met('kept')).toBeGreaterThan(100)
    expect(met('violated')).toBeGreaterThan(0)
    expect(met('witnessed')).toBeGreaterThan(0)
  })

  it('is of each property in one scope, and of all in one or another', () => {
    const watched = scopeNames.flatMap((scope) =>
      specificationOf({ configuration: parseProduct('baseline'), scope }).properties.map(({ id }) => id),
    )
    expect([...watched].sort()).toEqual(properties.map(({ id }) => id).sort())
  })
})
