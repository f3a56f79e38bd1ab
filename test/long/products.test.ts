// Products of this specification, drawn at random: what is found of all at once is what is found of each by itself.
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/check.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { endings } from '../../checker/symbolic/transducer.js'
import { system, type Scope } from '../../machines/system.js'
import { readProducts } from '../../docs/generate/products.js'
import { predicates, properties } from '../../properties/index.js'
import { configurationAt, exploreProducts, possible, verdictIn } from '../../verification/products.js'

const seed = Number(process.env.PRODUCTS_SEED ?? 20)

/** Products that are drawn of each scope; `PRODUCTS_DRAWN` is how many times as many. */
const times = Number(process.env.PRODUCTS_DRAWN ?? 1)
const drawn: Partial<Record<Scope, number>> = {
  factory: 20 * times,
  reconfiguration: 2 * times,
  plans: times,
  polling: 4 * times,
  cloud: times,
  field: times,
  wakeReasons: times,
}

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

  // What is proved of all products is read from the record, which a test holds to be current: nothing is explored but the product.
  test.each(readProducts().scopes.map(({ scope }): [Scope, number] => [scope, drawn[scope] ?? 0]))(
    'has in %s the verdicts that the record says',
    (scope, count) => {
      const proved = readProducts().scopes.find((one) => one.scope === scope)!
      const own = properties.filter((property) => (property.scope ?? 'field') === scope)
      expect(proved.properties.map(({ property }) => property)).toEqual(own.map(({ id }) => id))
      const random = randomFrom(seed)
      for (let left = count; left > 0;) {
        const index = Math.floor(random() * possible.members.length)
        if (!possible.has(index)) continue
        left--
        const { verdicts } = check(system(configurationAt(index), scope), predicates, own, { wanted: () => false })
        const said = proved.properties.map((one) => [one.property, verdictIn(one, index)])
        expect(said, `seed ${seed}, ${JSON.stringify(configurationAt(index))}`).toEqual(
          verdicts.map(({ property, verdict }) => [property, verdict]),
        )
      }
    },
  )
})
