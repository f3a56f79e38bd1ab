// Fleets: what they are made of, what holds of them, and that the first device of a fleet of one lives as in the field.
import { expect, test } from 'vitest'
import { check } from '../../checker/check.js'
import { compile } from '../../checker/compile/compile.js'
import { explore } from '../../checker/graph/explore.js'
import { baseline, configure } from '../../machines/configurations.js'
import { fleet, type FleetOptions } from '../../machines/fleet/index.js'
import { group } from '../../machines/fleet/group.js'
import { rollout, turn } from '../../machines/fleet/rollout.js'
import { installedDeviceMachine } from '../../machines/device/index.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import { fleetPredicates, fleetProperties } from '../../properties/claims/fleet.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'

const sizeOf = (options: FleetOptions): number => explore(compile(fleet(baseline, options))).states.size

test('the machines of a fleet are documented, hear and say their alphabets, and have no dead transitions', () => {
  for (const { machine } of [rollout(1), turn(), group()]) expect(undocumented(machine)).toEqual([])
  expect(undocumented(installedDeviceMachine)).toEqual([])
  for (const parties of [[turn()], [group()]] as const) {
    expect(alphabetFaults(parties)).toEqual([])
    expect(deadTransitions(parties)).toEqual([])
  }
  // A roll-out that nobody takes part in counts without end, as every turn begins only once: in a world it is finite.
  expect(fleet(baseline, { devices: 3, stagger: 2 }).parties.at(-1)!.inputs).toEqual([{ limit: 2 }])
})

test('sizes of fleets', () => {
  const untimed = { timed: false } as const
  expect([1, 2].map((devices) => sizeOf({ devices, ...untimed }))).toEqual([97, 7225])
  expect(sizeOf({ devices: 2, stagger: 1, ...untimed })).toBe(5461)
  expect(sizeOf({ devices: 1 })).toBe(643)
})

const shapes: readonly FleetOptions[] = [
  { devices: 1, life: 'failing', stagger: 1 },
  { devices: 2, timed: false },
  { devices: 2, timed: false, stagger: 1, orders: true, budgets: { 'check.forced': 0 } },
  { devices: 3, timed: false, stagger: 2, budgets: { 'check.forced': 0 } },
]

test.each(shapes)(
  'properties of a fleet are as expected: %o',
  (options) => {
    const asked = options.devices === 1 ? [configure({ lateConnection: 'asked-politely' })] : []
    for (const { name, values } of [configure(), ...asked]) {
      const properties = fleetProperties(options)
      const { verdicts } = check(fleet(values, options), fleetPredicates(options), properties)
      expect(verdicts.map(({ property, verdict }) => [name, property, verdict])).toEqual(
        properties.map((property) => [name, property.id, expectedVerdict(property, values).verdict]),
      )
    }
  },
  90_000,
)

test('a roll-out that lets too many have their turn would be found', () => {
  const lax = fleet(baseline, { devices: 2, timed: false, stagger: 2 })
  const strict = { devices: 2, timed: false, stagger: 1 } as const
  const { verdicts } = check(lax, fleetPredicates(strict), fleetProperties(strict))
  const failing = verdicts.filter(({ verdict }) => verdict === 'fails').map(({ property }) => property)
  expect(failing).toEqual(['stagger-bounds-upgrades'])
})

test('numbers that make no fleet are refused', () => {
  expect(() => fleet(baseline, { devices: 0 })).toThrow('devices is 0; 1 or more expected')
  expect(() => fleet(baseline, { devices: 2, stagger: 0.5 })).toThrow('stagger is 0.5; 1 or more expected')
  expect(() => fleet(baseline, { devices: 2, budgets: { 'power.cut': 1 } })).toThrow("no 'power.cut' occurs")
})
