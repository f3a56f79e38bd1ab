// The systems that are measured: parts of the specification, and a family of any size.
import { configure } from '../machines/configurations.js'
import { fleet } from '../machines/fleet/index.js'
import { system } from '../machines/system.js'
import type { World } from '../model/world.js'

export interface BenchSystem {
  readonly title: string
  readonly world: () => World
  /** By name, in the order in which they are shown. */
  readonly engines: readonly string[]
  readonly runs: number
}

const baseline = configure().values

const all = ['explore', 'search-1', 'search-n', 'symbolic', 'xstate-graph', 'spin', 'spin-n', 'tlc', 'ltsmin'] as const
const compiled = all.filter((name) => name !== 'xstate-graph')

/** Two devices of which each loses its power so many times: the machines are the same, whatever the size. */
const powerCuts = (cuts: number, size: string, peers: readonly string[] = []): BenchSystem => ({
  title: `about ${size} states: two devices with all that can happen in the field, each with ${cuts} power cuts at most`,
  world: () => fleet(baseline, { devices: 2, life: 'field', timed: false, budgets: { 'power.cut': cuts } }),
  engines: ['search-n', 'symbolic', ...peers],
  runs: cuts > 1 ? 1 : 3,
})

/** Systems on which peers are compared, from the smallest. */
export const compared: Readonly<Record<string, BenchSystem>> = {
  tiny: {
    title: 'one device of a fleet, switched on and connected, timed',
    world: () => fleet(baseline, { devices: 1, life: 'calm' }),
    engines: all,
    runs: 3,
  },
  'fleet-2': {
    title: 'two devices in a staged roll-out, without time',
    world: () => fleet(baseline, { devices: 2, life: 'calm', timed: false }),
    engines: all,
    runs: 3,
  },
  polling: {
    title: 'the minute in which the phone polls for the enrolment, timed',
    world: () => system(baseline, 'polling'),
    engines: all,
    runs: 3,
  },
  'fleet-3': {
    title: 'three devices in a staged roll-out, without time',
    world: () => fleet(baseline, { devices: 3, life: 'calm', timed: false }),
    engines: compiled,
    runs: 3,
  },
  'fleet-2-failing': {
    title:
      'two devices in a staged roll-out whose steps fail and whose links are lost (2 times each at most), without time',
    world: () => fleet(baseline, { devices: 2, life: 'failing', timed: false, budgets: { 'link.lost': 2 } }),
    engines: compiled,
    runs: 3,
  },
}

/** Systems that show how cost grows, from the smallest. */
export const family: Readonly<Record<string, BenchSystem>> = {
  'family-1e5': powerCuts(0, '10^5'),
  'family-1e6': powerCuts(1, '10^6', ['spin']),
  'family-1e7': powerCuts(6, '10^7', ['spin']),
  'family-1e8': powerCuts(21, '10^8'),
}

/** The one that others of the family are held against. */
export const familyReference = 'family-1e6'

/** Only by --huge, where states are kept one by one. */
export const huge: readonly string[] = ['family-1e8']

export const systems: Readonly<Record<string, BenchSystem>> = { ...compared, ...family }
