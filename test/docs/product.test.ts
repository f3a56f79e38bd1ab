// The page of one's own product: every choice has its words, and what it reads from conditions is what was proved.
import { describe, expect, it } from 'vitest'
import { isCurrent, readProducts } from '../../docs/generate/products.js'
import { scopeNames } from '../../machines/scopes.js'
import { productData } from '../../docs/generate/pages/product.js'
import { readVerdicts } from '../../docs/generate/verdicts.js'
import { hashOf, nearest, productIn, verdictOf, type ProductProperty } from '../../docs/product/product.js'
import { questions } from '../../docs/product/questions.js'
import { baseline, configure, dimensions, whyImpossible } from '../../machines/configurations.js'
import { properties } from '../../properties/index.js'
import { parseProduct } from '../../verification/impSpace.js'
import { configurationAt, judged, possible } from '../../verification/products.js'

const record = readProducts()
const data = productData(record)

describe('what is proved of every product', () => {
  it('is of the machines and properties as they are; npm run generate:products makes it anew', () => {
    expect(isCurrent()).toBe(true)
  })

  it('is what is expected of each property, and time stands still in none', () => {
    const scopes = record.scopes.map((scope) => judged(scope, properties))
    expect(
      scopes.flatMap((scope) => scope.properties.filter(({ differences }) => differences.length > 0)),
      'differences',
    ).toEqual([])
    for (const { deadlock, zeno } of scopes) expect(deadlock.products + zeno.products).toBe(0)
  })

  it('is what was proved of the same products one by one', () => {
    const { properties: stored } = readVerdicts()
    let compared = 0
    const wrong = data.flatMap((property) =>
      (stored[property.id]?.verdicts ?? []).flatMap(({ verdict, configurations }) =>
        configurations.filter((name) => {
          compared++
          return verdictOf(property, parseProduct(name).values) !== verdict
        }),
      ),
    )
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(1000)
  })
})

describe('the page of a product', () => {
  it('has a question for each dimension, words for each value, and an experiment for each reading', () => {
    for (const { name, values, kind } of dimensions) {
      expect(Object.keys(questions[name].values).sort(), name).toEqual([...values].sort())
      expect(questions[name].decidedBy !== undefined, name).toBe(kind === 'reading')
    }
  })

  it('finds the nearest products in which a property holds: none is nearer, and it holds in each', () => {
    let found = 0
    for (let index = 7; index < possible.members.length; index += 9973) {
      if (!possible.has(index)) continue
      const values = configurationAt(index)
      for (const property of data.filter((one) => verdictOf(one, values) !== 'holds').slice(0, 6)) {
        const changes = nearest(property, values)
        for (const change of changes) {
          const changed = { ...values, ...change }
          expect(whyImpossible(changed)).toBeUndefined()
          expect(verdictOf(property, changed)).toBe('holds')
        }
        if (Object.keys(changes[0] ?? {}).length < 2) continue
        found++
        for (const { name, values: all } of dimensions) {
          for (const value of all) {
            const near = { ...values, [name]: value }
            if (whyImpossible(near) === undefined) expect(verdictOf(property, near)).not.toBe('holds')
          }
        }
      }
    }
    expect(found).toBeGreaterThan(0)
  })

  it('says of every property what was proved of every product', () => {
    expect(data.map(({ id }) => id)).toEqual(properties.map(({ id }) => id))
    expect(record.scopes.map(({ scope }) => scope)).toEqual(scopeNames)
  })

  it('asks for more than one change where one does not do', () => {
    const conditions = { fails: [{ power: ['mains'] }, { boot: ['checked'] }], vacuous: [] }
    const both: ProductProperty = { ...data[0]!, conditions }
    expect(nearest(both, baseline)).toEqual([{ power: 'battery', boot: 'fast' }])
  })

  it('is what its address says', () => {
    const { values } = configure({ power: 'battery', handler: 'late' })
    expect(hashOf(values)).toBe('#handler=late&power=battery')
    expect(productIn(hashOf(values))).toEqual({ values, unknown: [] })
    expect(hashOf(baseline)).toBe('')
    expect(productIn('#power=batery&handler=late&x')).toEqual({
      values: configure({ handler: 'late' }).values,
      unknown: ['power=batery', 'x'],
    })
  })
})
