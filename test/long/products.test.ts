// Products of this specification, drawn at random: what is found of all at once is what is found of each by itself.
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/check.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { endings } from '../../checker/symbolic/transducer.js'
import { system, type Scope } from '../../machines/system.js'
import { properties } from '../../properties/index.js'
import { configurationAt, exploreProducts } from '../../verification/products.js'

const seed = Number(process.env.PRODUCTS_SEED ?? 20)

describe('each product by itself', () => {
  test.each<[Scope, number]>([
    ['factory', 40],
    ['polling', 12],
  ])('has in %s the states, steps and verdicts that the family says', async (scope, count) => {
    const own = properties.filter((property) => (property.scope ?? 'field') === scope)
    const { space, decider, used } = await exploreProducts(scope, own)
    const { diagrams, steps } = space.space
    const { quantum } = space.family
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
      const states = decider.products.statesOf(index)
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
