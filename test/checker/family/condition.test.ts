// Conditions on products, against the sets that they are made from.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditionOf, productsIn, simplestIn } from '../../../checker/family/condition.js'
import { Products, ProductSet } from '../../../checker/family/products.js'

const products = new Products([
  { name: 'power', values: ['mains', 'battery'] },
  { name: 'handler', values: ['at-start', 'late', 'none'] },
  { name: 'boot', values: ['checked', 'fast'] },
])

const sets = fc
  .array(fc.constantFrom(0, 1), { minLength: products.count, maxLength: products.count })
  .map((members) => new ProductSet(Uint8Array.from(members)))
const every = new ProductSet(new Uint8Array(products.count).fill(1))

describe('a condition', () => {
  test('means just the possible products of its set, and no case of it can be left out', () => {
    fc.assert(
      fc.property(sets, sets, (set, possible) => {
        const asked = set.and(possible)
        const cases = conditionOf(products, asked, possible)
        expect(productsIn(products, cases).and(possible).members).toEqual(asked.members)
        cases.forEach((_, left) => {
          const rest = cases.filter((__, at) => at !== left)
          expect(productsIn(products, rest).and(possible).members).not.toEqual(asked.members)
        })
      }),
      { numRuns: 500, seed: 5 },
    )
  })

  test('has no case that could be wider', () => {
    fc.assert(
      fc.property(sets, (set) => {
        for (const one of conditionOf(products, set, every)) {
          for (const name of Object.keys(one)) {
            const { [name]: _, ...wider } = one
            expect(productsIn(products, [wider]).minus(set).isEmpty).toBe(false)
          }
        }
      }),
      { numRuns: 200, seed: 6 },
    )
  })

  test('of nothing has no case, of everything one that names nothing', () => {
    expect(conditionOf(products, products.none, every)).toEqual([])
    expect(conditionOf(products, every, every)).toEqual([{}])
  })

  test('names what decides, and nothing else', () => {
    const where = products.where(products.valuesOf({ handler: ['late', 'none'], boot: ['fast'] }))
    expect(conditionOf(products, where, every)).toEqual([{ handler: ['late', 'none'], boot: ['fast'] }])
  })

  test('has a simplest product: the one with the fewest choices of its own', () => {
    const where = products.where(products.valuesOf({ power: ['battery'] }))
    expect(products.at(simplestIn(products, where)!)).toEqual([1, 0, 0])
    expect(simplestIn(products, products.none)).toBeUndefined()
  })
})
