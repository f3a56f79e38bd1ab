// The suites of the larger parties: toured with live actors, and with every fault that a tester can observe. A minute.
import { describe, expect, test } from 'vitest'
import { isCurrent } from '../../docs/generate/coverage.js'
import { coverageOf } from '../../testing/suites/coverage.js'
import { equivalent, faultsOf, identifyingSuite, killer } from '../../testing/suites/stateIdentification.js'
import { mealyOf, minimal, whatIsSaid, whatIsSaidAndShown } from '../../testing/party/mealy.js'
import { alarmsOf, reportOfParty } from '../../testing/suites/coverageReport.js'
import { tour } from '../../testing/suites/tour.js'
import { graphOf } from '../testing/parties.js'
import { ownInvariants, replay } from '../testing/replay.js'
import { specification as ours } from '../../verification/impSpecification.js'

describe.each(['agent', 'application'])('%s', (name) => {
  const graph = graphOf(name)

  test('a tour of every step, and of all that must be ignored, with a live actor', () => {
    const { walks, edges } = tour(graph, { ignored: true, most: 400 })
    const invariants = ownInvariants(graph)
    walks.forEach((walk) => replay(graph, walk, invariants))
    expect(new Set(walks.flatMap((walk) => walk.edges)).size).toBe(edges)
    for (const { criterion, uncovered, unreachable } of coverageOf(graph, walks)) {
      expect({ criterion, unreachable }).toEqual({ criterion, unreachable: [] })
      if (criterion !== 'pairs') expect({ criterion, uncovered }).toEqual({ criterion, uncovered: [] })
    }
  })

  test.each([whatIsSaid, whatIsSaidAndShown])('every observable fault is killed: %o', (observe) => {
    const machine = minimal(mealyOf(graph, observe))
    const kills = killer(machine, identifyingSuite(machine))
    let lives = 0
    for (const fault of faultsOf(machine, machine.outputs.indexOf(''))) {
      if (!kills(fault) && !equivalent(machine, fault)) lives++
    }
    expect(lives).toBe(0)
  })
})

test('docs/generated/coverage.md is current; run: npm run generate', () => {
  expect(isCurrent()).toBe(true)
})

test('agent and application leave nothing unexercised', () => {
  expect(
    alarmsOf(
      ours,
      ['agent', 'application'].map((name) => reportOfParty(ours, name)),
    ).filter(({ kind }) => kind !== 'source'),
  ).toEqual([])
})
