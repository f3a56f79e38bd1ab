// Names that people type, right and wrong.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest, pick } from '../../verification/configurationNames.js'
import { parseProduct } from '../../verification/impSpace.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { UsageError } from '../../verification/errors.js'
import { configure, dimensions, type Configuration } from '../../machines/configurations.js'

const changes = fc.record(
  Object.fromEntries(dimensions.map(({ name, values }) => [name, fc.constantFrom(...(values as readonly string[]))])),
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Configuration>>

describe('parseConfiguration', () => {
  it('reads every name that configure writes, and refuses a product that cannot exist', () => {
    fc.assert(
      fc.property(changes, (some) => {
        const named = configure(some)
        const { codeLoading, blinkupOver } = named.values
        if (codeLoading === 'at-activation' && blinkupOver === 'bluetooth') {
          expect(() => parseProduct(named.name)).toThrow(UsageError)
        } else expect(parseProduct(named.name)).toEqual(named)
      }),
      { numRuns: 400, examples: [[{ codeLoading: 'at-activation', blinkupOver: 'bluetooth' }]] },
    )
  })

  it('takes the dimensions in any order, and values of the baseline', () => {
    expect(parseProduct('power=battery,handler=late').name).toBe('handler=late,power=battery')
    expect(parseProduct('power=mains').name).toBe('baseline')
  })

  it.each([
    ['base', /'base' in the configuration 'base' is not of the form dimension=value/],
    ['', /not of the form/],
    ['power', /not of the form/],
    ['power=battery=mains', /not of the form/],
    ['powr=battery', /unknown dimension 'powr': did you mean power\?/],
    ['qqqqqqqqq=battery', /the dimensions are codeLoading, handler/],
    ['power=nuclear', /power has no value 'nuclear': its values are mains, battery/],
    ['power=battery,power=mains', /names power twice/],
  ])('refuses %j', (name, message) => {
    expect(() => parseProduct(name)).toThrow(UsageError)
    expect(() => parseProduct(name)).toThrow(message)
  })
})

describe('nearest', () => {
  const names = ['cold-boot-applies-os', 'handler-before-blinkup', 'agent-answers']

  it.each([
    ['cold-boot-aplies-os', ['cold-boot-applies-os']],
    ['cold-boto', ['cold-boot-applies-os']],
    ['BLINKUP', ['handler-before-blinkup']],
    ['zzzzzz', []],
  ])('%s', (typed, expected) => expect(nearest(typed, names)).toEqual(expected))
})

describe('pick', () => {
  it('keeps the order of the list, each once', () => {
    expect(pick(['a', 'b', 'c'], (one) => one, ['c', 'a', 'c'], 'letter', 'see the alphabet')).toEqual(['a', 'c'])
  })
})

describe('wholeNumber', () => {
  it.each(['', ' ', '0', '-1', '1.5', 'ten', '1e400', 'NaN'])('refuses %j where at least 1 is needed', (text) => {
    expect(() => wholeNumber('--workers', text, 1)).toThrow(/--workers takes a whole number of at least 1/)
  })
  it('takes whole numbers', () => expect(wholeNumber('--workers', '12', 1)).toBe(12))
})
