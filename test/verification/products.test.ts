import { describe, expect, it } from 'vitest'
import type { Property } from '../../properties/index.js'
import { properties } from '../../properties/index.js'
import { partsBy, proveProducts } from '../../verification/products.js'

const ofFactory: readonly Property[] = properties.filter(({ scope }) => scope === 'factory')

describe('products that are proved part by part', () => {
  it('are parted into each combination of values once', () => {
    expect(partsBy([])).toEqual([{}])
    expect(partsBy(['boot', 'installerApp'])).toHaveLength(6)
    expect(new Set(partsBy(['boot', 'installerApp']).map((part) => JSON.stringify(part))).size).toBe(6)
  })

  it('have the verdicts and the states that they have together', async () => {
    const together = await proveProducts('factory', ofFactory, { parted: [] })
    const parted = await proveProducts('factory', ofFactory, { parted: ['codeLoading', 'boot', 'blinkupOver'] })
    // One of the eight parts has no product that can exist.
    expect(parted.properties).toEqual(together.properties)
    expect(together.properties.some(({ fails }) => fails.products > 0)).toBe(true)
    expect([parted.states, parted.quantum, parted.deadlock, parted.zeno]).toEqual([
      together.states,
      together.quantum,
      together.deadlock,
      together.zeno,
    ])
  })
})
