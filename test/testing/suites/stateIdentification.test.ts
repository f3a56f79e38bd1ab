// State-identifying suites: every fault that a tester can observe is killed, and the others are proved equivalent.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { equivalent, faultsOf, identifyingSuite, killer } from '../../../testing/suites/stateIdentification.js'
import {
  classesOf,
  mealyOf,
  minimal,
  whatIsSaid,
  whatIsSaidAndShown,
  type Mealy,
} from '../../../testing/party/mealy.js'
import { graphOf, toured } from '../parties.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

const observations = [
  { observe: whatIsSaid, name: 'what is said' },
  { observe: whatIsSaidAndShown, name: 'what is said, and the tags' },
]

describe.each(toured.flatMap((party) => observations.map((one) => ({ party, ...one }))))(
  '$party, seen by $name',
  ({ party, observe }) => {
    test('every missing, sneak, transfer and output fault is killed', () => {
      const machine = minimal(mealyOf(graphOf(party), observe))
      const kills = killer(machine, identifyingSuite(machine))
      let faults = 0
      for (const fault of faultsOf(machine, machine.outputs.indexOf(''))) {
        faults++
        if (!kills(fault)) expect(equivalent(machine, fault), JSON.stringify(fault)).toBe(true)
      }
      expect(faults).toBeGreaterThan(30)
    })
  },
)

/** Any machine at all, of four states, three inputs and two outputs. */
const machines: fc.Arbitrary<Mealy> = fc
  .record({
    next: fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }),
    output: fc.array(fc.nat({ max: 1 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ next, output }) => ({
    states: 4,
    inputs: ['a', 'b', 'c'],
    outputs: ['x', 'y'],
    starts: [0],
    next: Int32Array.from(next),
    output: Int32Array.from(output),
  }))

/** The states that are reached from the first one, renumbered. */
function reachable(machine: Mealy): Mealy {
  const order = [0]
  const width = machine.inputs.length
  for (const state of order) {
    for (let input = 0; input < width; input++) {
      const target = machine.next[state * width + input]!
      if (!order.includes(target)) order.push(target)
    }
  }
  const rows = <T>(cells: Int32Array, of: (cell: number) => T): T[] =>
    order.flatMap((state) => Array.from(cells.subarray(state * width, (state + 1) * width), of))
  return {
    ...machine,
    states: order.length,
    next: Int32Array.from(rows(machine.next, (target) => order.indexOf(target))),
    output: Int32Array.from(rows(machine.output, (shown) => shown)),
  }
}

test('on random machines, what survives is equivalent, and what is equivalent survives', () => {
  const seen = { killed: 0, equivalent: 0 }
  fc.assert(
    fc.property(machines, (random) => {
      const machine = minimal(reachable(random))
      const kills = killer(machine, identifyingSuite(machine))
      for (const fault of faultsOf(machine, 0)) {
        const same = equivalent(machine, fault)
        expect(kills(fault), JSON.stringify(fault)).toBe(!same)
        if (same) seen.equivalent++
        else seen.killed++
      }
    }),
    { numRuns: 150, seed: 4 },
  )
  expect(seen.killed).toBeGreaterThan(1000)
})

test('states are one class exactly if no word tells them apart', () => {
  const words = (length: number): number[][] =>
    length === 0 ? [[]] : words(length - 1).flatMap((word) => [0, 1, 2].map((input) => [...word, input]))
  const shown = ({ next, output }: Mealy, from: number, word: readonly number[]): string => {
    let state = from
    return word
      .map((input) => {
        const at = state * 3 + input
        state = next[at]!
        return output[at]!
      })
      .join()
  }
  const all = words(4)
  fc.assert(
    fc.property(machines, (machine) => {
      const classes = classesOf(machine)
      for (let one = 0; one < 4; one++) {
        for (let other = 0; other < one; other++) {
          const same = all.every((word) => shown(machine, one, word) === shown(machine, other, word))
          expect(classes[one] === classes[other]).toBe(same)
        }
      }
    }),
    { numRuns: 60, seed: 5 },
  )
})

test('a suite that loses a test loses a fault', () => {
  const machine = minimal(mealyOf(graphOf('homeServer'), whatIsSaid))
  const suite = identifyingSuite(machine)
  const faults = [...faultsOf(machine, machine.outputs.indexOf(''))]
  const kills = (tests: typeof suite): number => faults.filter(killer(machine, tests)).length
  expect(kills(suite)).toBe(faults.length)
  expect(suite.some((_, left) => kills(suite.filter((__, index) => index !== left)) < faults.length)).toBe(true)
})
