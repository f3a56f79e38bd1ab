// The factory by itself, and the units that leave it.
import { describe, expect, test } from 'vitest'
import { combinations, configure, type Configuration } from '../../machines/configurations.js'
import { factory, factoryMachine, hears, shippedOutcomes } from '../../machines/factory.js'
import type { Party } from '../../model/party.js'
import { reachable } from '../../machines/reachable.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'
import { live } from './live.js'

const configurations = combinations(['codeLoading', 'boot'])
const [first, ...others] = configurations.map(({ values }) => factory(values))
if (first === undefined) throw new Error('There is at least one configuration.')
const factories: readonly [Party, ...Party[]] = [first, ...others]

type Given = Pick<Configuration, 'codeLoading' | 'boot'>
const use =
  (given: Given) =>
  (...types: readonly string[]) =>
    live(factoryMachine, given, ...types.map((type) => ({ type })))
const tell = use({ codeLoading: 'after-blessing', boot: 'checked' })
const tellFast = use({ codeLoading: 'at-activation', boot: 'fast' })

const testing = ['fixture.flashed', 'dut.enrolled', 'firmware.loaded']
const blessing = [...testing, 'test.passed']
const blessed = [...blessing, 'blessing.accepted']

describe('the machine of the factory', () => {
  test('describes and sources every state and transition', () => {
    expect(undocumented(factoryMachine)).toEqual([])
  })

  test('hears and says exactly its alphabets', () => {
    expect(alphabetFaults(factories)).toEqual([])
  })

  test('has no transition that never happens', () => {
    expect(deadTransitions(factories)).toEqual([])
  })

  test('has few local states', () => {
    expect(
      configurations.map(({ name, values }) => [
        name,
        reachable(factoryMachine, factory(values).inputs[0], hears).states.length,
      ]),
    ).toEqual([
      ['baseline', 19],
      ['boot=fast', 23],
      ['codeLoading=at-activation', 15],
      ['codeLoading=at-activation,boot=fast', 19],
    ])
  })
})

describe('a unit on the line', () => {
  test('gets the factory network from the fixture and runs DUT firmware once it is enrolled', () => {
    expect(tell('fixture.flashed')).toMatchObject({ at: 'enrolling', state: { context: { network: 'factory' } } })
    expect(tell('fixture.flashed', 'dut.enrolled').at).toBe('dut.loadingFirmware')
  })

  test('is tagged by where it is and what its LED shows', () => {
    const tags = (...types: readonly string[]) => [...tell(...types).state.tags]
    const loading = [...blessed, 'credentials.cleared']
    expect(tags('fixture.flashed')).toEqual([])
    expect(tags(...blessing)).toEqual(['factory.dut'])
    expect(tags(...testing, 'test.failed').toSorted()).toEqual(['factory.dut', 'factory.ledRed'])
    expect(tags(...loading)).toEqual(['factory.ledGreen'])
    expect(tags(...loading, 'application.loaded')).toEqual([])
    expect(tags(...loading, 'application.loaded', 'unit.shipped')).toEqual(['factory.shipped'])
    expect(tags(...loading, 'unit.rejected')).toEqual(['factory.rejected'])
  })

  test('is flashed again when it cannot enrol', () => {
    expect(tell('fixture.flashed', 'dut.refused').at).toBe('assembled')
    expect(tell('fixture.flashed', 'dut.refused', 'fixture.flashed', 'dut.enrolled').at).toBe('dut.loadingFirmware')
  })

  test('is configured to boot fast before it is tested, where the product wants that', () => {
    expect(tell(...testing).at).toBe('dut.testing')
    expect(tellFast(...testing).at).toBe('dut.configuringBoot')
    expect(tellFast(...testing, 'test.passed').at).toBe('dut.configuringBoot')
    expect(tellFast(...testing, 'rescuePin.enabled')).toMatchObject({
      at: 'dut.testing',
      state: { context: { fastBoot: true } },
    })
  })

  test('that fails its test shows red, and is tested again or rejected', () => {
    const { at, state } = tell(...testing, 'test.failed')
    expect(at).toBe('dut.failed')
    expect(state.hasTag('factory.ledRed')).toBe(true)
    expect(tell(...testing, 'test.failed', 'blessing.accepted').at).toBe('dut.failed')
    expect(tell(...testing, 'test.failed', 'unit.retried').at).toBe('dut.testing')
    expect(tell(...testing, 'test.failed', 'unit.rejected').at).toBe('rejected')
  })

  test('that is refused the blessing shows red, and asks again or is rejected', () => {
    const { at, state } = tell(...blessing, 'blessing.refused')
    expect(at).toBe('dut.refused')
    expect(state.hasTag('factory.ledRed')).toBe(true)
    expect(tell(...blessing, 'blessing.refused', 'unit.retried').at).toBe('dut.blessing')
    expect(tell(...blessing, 'blessing.refused', 'unit.rejected').at).toBe('rejected')
  })

  test('that is blessed shows green', () => {
    const { at, state } = tell(...blessed)
    expect(at).toBe('blessed')
    expect(state.hasTag('factory.ledGreen')).toBe(true)
    expect(state.context).toHaveProperty('blessed', true)
  })

  test('is restarted by new factory firmware wherever it is in the dut group, and only there', () => {
    for (const script of [testing, [...testing, 'test.failed'], blessing, [...blessing, 'blessing.refused']]) {
      expect(tell(...script, 'firmware.deployed').at).toBe('dut.loadingFirmware')
    }
    expect(tell(...blessed, 'firmware.deployed').at).toBe('blessed')
    expect(tellFast(...testing, 'rescuePin.enabled', 'firmware.deployed').state.context).toHaveProperty(
      'fastBoot',
      true,
    )
  })

  test('loads its application after blessing, and is not shipped without it', () => {
    const cleared = [...blessed, 'credentials.cleared']
    expect(tell(...cleared, 'unit.shipped').at).toBe('loadingApplication')
    expect(tell(...cleared, 'application.loaded', 'unit.shipped')).toMatchObject({
      at: 'shipped',
      state: { status: 'done', context: { network: 'none', code: 1 } },
    })
    expect(tell(...cleared, 'unit.rejected').at).toBe('rejected')
  })

  test('loads nothing where the group loads code at activation', () => {
    const script = [...testing, 'rescuePin.enabled', 'test.passed', 'blessing.accepted', 'credentials.forgotten']
    expect(tellFast(...script)).toMatchObject({
      at: 'packed',
      state: { context: { network: 'factory', code: 'none' } },
    })
    expect(tellFast(...script, 'application.loaded', 'unit.shipped').state.context).toHaveProperty('code', 'none')
  })
})

describe('what is shipped', () => {
  test.each(configurations)('with $name: credentials cleared, or forgotten', ({ values }) => {
    const code = values.codeLoading === 'after-blessing' ? 1 : 'none'
    const fastBoot = values.boot === 'fast'
    expect(shippedOutcomes(values)).toEqual([
      { blessed: true, code, network: 'none', fastBoot },
      { blessed: true, code, network: 'factory', fastBoot },
    ])
  })

  test('depends on nothing but how code is loaded and how it boots', () => {
    const { values } = configure()
    const changed = configure({ handler: 'none', power: 'battery', agentStarts: 'at-enrolment' })
    expect(shippedOutcomes(changed.values)).toEqual(shippedOutcomes(values))
  })

  test('was blessed, in every local state of the factory from which it is on its way out', () => {
    for (const { machine, inputs } of factories) {
      const { states } = reachable(machine, inputs[0], hears)
      const outbound = states.filter((state) =>
        ['packed', 'shipped', 'loadingApplication'].includes(String(state.value)),
      )
      expect(outbound.length).toBeGreaterThan(0)
      expect(outbound.filter(({ context }) => (context as { readonly blessed: boolean }).blessed)).toEqual(outbound)
    }
  })
})

test('a machine whose context grows is refused', () => {
  expect(() => reachable(factoryMachine, factory(configure().values).inputs[0], hears, 5)).toThrow(
    /^factory has more than 5 local states/,
  )
})
