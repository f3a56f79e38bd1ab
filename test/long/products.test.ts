// Products of this specification, drawn at random: what is found of all at once is what is found of each by itself.
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.js'
import { FamilyDecider } from '../../checker/family/decide.js'
import { familyWorldOf, type Family } from '../../checker/family/familyWorld.js'
import { ProductSpace } from '../../checker/family/products.js'
import { exploreFamily } from '../../checker/family/space.js'
import { quantumOf } from '../../checker/compile/timers.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { endings } from '../../checker/symbolic/transducer.js'
import { dimensions, impossible } from '../../machines/configurations.js'
import { familyOf, system, type Scope } from '../../machines/system.js'
import { predicatesOf } from '../../model/formula.js'
import { predicates, properties } from '../../properties/index.js'
import { configurationAt } from '../../verification/products.js'

const seed = Number(process.env.PRODUCTS_SEED ?? 20)

describe('each product by itself', () => {
  test.each<[Scope, number]>([
    ['factory', 40],
    ['polling', 12],
  ])('has in %s the states, steps and verdicts that the family says', async (scope, count) => {
    const own = properties.filter((property) => (property.scope ?? 'field') === scope)
    const names = new Set(own.flatMap((property) => predicatesOf(property, predicates)))
    const used = Object.fromEntries([...names].map((name) => [name, predicates[name]!]))
    const world = familyWorldOf({ ...familyOf(scope), dimensions, impossible } as unknown as Family)
    const bounds = own.flatMap(({ pattern }) => (pattern.kind === 'bounded' ? [pattern.within] : []))
    const quantum = quantumOf(world.world, bounds)
    const space = await exploreFamily(world, used, { quantum })
    const { diagrams, steps } = space.space
    const decider = new FamilyDecider(space, new ProductSpace(space, world), used)
    const found = own.map((property) => decider.decide(property))
    const { products, possible } = decider.products
    const random = randomFrom(seed)
    for (let drawn = 0; drawn < count;) {
      const index = Math.floor(random() * products.count)
      if (!possible.has(index)) continue
      drawn++
      const { exploration, verdicts } = check(system(configurationAt(index), scope), used, own, {
        slice: false,
        quantum,
        wanted: () => false,
      })
      const states = products
        .at(index)
        .reduce((set, value, at) => diagrams.restrict(set, space.staticLevels[at]!, value), space.reached)
      const taken = steps.flatMap((step) => [...endings(diagrams, states, step).values()])
      expect(
        [diagrams.count(states), taken.reduce((sum, one) => sum + one, 0)],
        `seed ${seed}, product ${index}`,
      ).toEqual([exploration.states, exploration.transitions])
      const said = found.map(({ fails, vacuous }) =>
        fails.has(index) ? 'fails' : vacuous.has(index) ? 'vacuous' : 'holds',
      )
      expect(said, `seed ${seed}, product ${index}`).toEqual(verdicts.map(({ verdict }) => verdict))
    }
  })
})
