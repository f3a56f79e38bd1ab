// impspec verify where no choice is made: every product at once where that can be proved, and the rest one configuration at a time.
import { describe, expect, it } from 'vitest'
import { properties, type Property } from '../../../properties/index.js'
import type { Specification } from '../../../verification/specification.js'
import { command } from '../command.js'
import { followsSwitch, smallSpecification } from '../small-specification.js'

const inFactory = (id: string): Property => properties.find((property) => property.id === id)!

const shipped = inFactory('shipped-means-blessed')
const loaded = inFactory('application-loaded-in-factory')

/** Two properties that every product is asked for, and one of the small specification. */
const mixed = (...together: readonly Property[]): Specification => ({
  ...smallSpecification(),
  everyProduct: ['factory'],
  properties: [...together, followsSwitch],
})

const unexcused = ({ exceptions: _, ...property }: Property): Property => property

describe('impspec verify without a choice', () => {
  it('tells verdicts as conditions, and verifies what is left one configuration at a time', async () => {
    const { code, out } = await command(['verify', '--no-cache'], mixed(shipped, loaded))
    expect(code).toBe(0)
    expect(out).toContain('factory: 165,888 products, 3,262,464 states')
    expect(out).toContain('1 property holds in every product.')
    expect(out).toMatch(/✓ +application-loaded-in-factory +fails where codeLoading=at-activation \(55,296/)
    expect(out).not.toContain('shipped-means-blessed')
    expect(out).toContain('One configuration at a time: 1 property.')
    expect(out).toMatch(/lamp-follows-switch/)
    expect(out).toContain('All verdicts are as expected.')
  })

  it('ends with exit code 1 where some product has another verdict than is expected', async () => {
    const { code, out } = await command(['verify', '--no-cache'], mixed(unexcused(loaded)))
    expect(code).toBe(1)
    expect(out).toContain('fails, but holds is expected, where codeLoading=at-activation')
    expect(out).toContain('Some verdicts differ from what is expected.')
  })

  it('is a document, or lines, of both kinds', async () => {
    const whole = await command(['verify', '--no-cache', '--json'], mixed(loaded))
    const document = JSON.parse(whole.out) as { readonly judgements: readonly { readonly property: string }[] }
    expect(document).toMatchObject({
      exitCode: 0,
      scopes: [{ scope: 'factory', properties: [{ property: loaded.id, differences: [] }] }],
    })
    expect([...new Set(document.judgements.map(({ property }) => property))]).toEqual([followsSwitch.id])
    const { out } = await command(['verify', '--no-cache', '--json-lines'], mixed(loaded))
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly kind: string })
    expect(lines.map(({ kind }) => kind)).toEqual(['products', 'exploration', 'exploration', 'end'])
  })

  it('is incomplete where it is interrupted', async () => {
    const { code, out, err } = await command(['verify', '--no-cache'], mixed(loaded), { signal: AbortSignal.abort() })
    expect(code).toBe(2)
    expect(err).toContain('Interrupted')
    expect(out).toContain('INCOMPLETE')
  })

  it.each([['--explicit'], ['--property', followsSwitch.id], ['--configuration', 'baseline'], ['--max-states', '50']])(
    'takes one configuration at a time for %s',
    async (...choice) => {
      const { out } = await command(['verify', ...choice], { ...mixed(), properties: [followsSwitch] })
      expect(out).not.toContain('products')
      expect(out).toContain(followsSwitch.id)
    },
  )
})
