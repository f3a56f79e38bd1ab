// The command on every product at once: conditions, what is not expected, refusals.
import { describe, expect, it } from 'vitest'
import type { Property } from '../../../properties/index.js'
import { properties } from '../../../properties/index.js'
import type { Specification } from '../../../verification/specification.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

const byId = (id: string): Property => properties.find((property) => property.id === id)!

/** The small specification with properties of the real one. */
const withProperties = (...own: readonly Property[]): Specification => ({ ...smallSpecification(), properties: own })

describe('impspec products', () => {
  it('tells each verdict as a condition on the choices', async () => {
    const two = withProperties(byId('shipped-means-blessed'), byId('application-loaded-in-factory'))
    const { code, out } = await command(['products', '--scope', 'factory'], two)
    expect(code).toBe(0)
    expect(out).toContain('factory: 62,208 products, 1,223,424 states')
    expect(out).toMatch(/✓ +shipped-means-blessed +holds in every product/)
    expect(out).toMatch(/✓ +application-loaded-in-factory +fails where codeLoading=at-activation \(20,736/)
  })

  it('tells what is not expected, in its simplest product', async () => {
    const expected = byId('application-loaded-in-factory')
    const { exceptions: _, ...unexcused } = expected
    const { code, out } = await command(['products', '--json'], withProperties(unexcused))
    expect(code).toBe(1)
    const { scopes } = JSON.parse(out) as { readonly scopes: readonly { readonly properties: readonly object[] }[] }
    expect(scopes[0]!.properties[0]).toMatchObject({
      property: 'application-loaded-in-factory',
      differences: [
        {
          expected: 'holds',
          found: 'fails',
          products: 20_736,
          where: [{ codeLoading: ['at-activation'] }],
          simplest: { codeLoading: 'at-activation' },
        },
      ],
    })
  })

  it('refuses a product that cannot exist, and says why', async () => {
    const impossible = 'codeLoading=at-activation,blinkupOver=bluetooth'
    const { code, err } = await command(['verify', '--configuration', impossible])
    expect(code).toBe(3)
    expect(err).toContain('nobody takes them')
  })

  it('refuses a scope that there is not', async () => {
    const { code, err } = await command(['products', '--scope', 'factori'])
    expect(code).toBe(3)
    expect(err).toContain('factory')
  })
})
