// Nothing passes because nothing happens: what is never exercised is an alarm, and the specification has none.
import { expect, test } from 'vitest'
import { setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { properties, type Property } from '../../properties/index.js'
import { partyGraph } from '../../testing/party/partyGraph.js'
import {
  alarmsOf,
  configurationCoverage,
  reportOf,
  reportOfParty,
  sourceCoverage,
} from '../../testing/suites/coverageReport.js'
import { partyNamesOf } from '../../testing/party/worlds.js'
import { party } from '../checker/worlds.js'
import { specification as ours } from '../../verification/impSpecification.js'

test('no state, transition, guard outcome, timer, configuration, property or rule is left unexercised', () => {
  const slow = ['device', 'agent', 'application']
  const quick = partyNamesOf(ours).filter((name) => !slow.includes(name))
  expect(
    alarmsOf(
      ours,
      quick.map((name) => reportOfParty(ours, name)),
    ),
  ).toEqual([])
}, 120_000)

test('what is seeded to be vacuous is seen', () => {
  const idle = setup({
    delays: { soon: 1000 },
    guards: { never: () => false },
  }).createMachine({
    id: 'idle',
    initial: 'here',
    states: {
      here: { on: { go: { guard: 'never', target: 'there' } } },
      there: { after: { soon: 'here' } },
    },
  })
  const report = reportOf(partyGraph(party('idle', idle as AnyStateMachine, ['go'])))
  const silent: Property = {
    ...properties[0]!,
    id: 'says-nothing',
    exceptions: [{ when: {}, verdict: 'vacuous', because: 'nothing triggers it' }],
  }
  const alarms = alarmsOf(ours, [report], [silent]).map(({ kind, what }) => `${kind} ${what}`)
  expect(alarms).toEqual(
    expect.arrayContaining([
      'guard idle: here on go [0] passes',
      'state idle: there',
      'transition idle: there after soon [0]',
      'timer idle: xstate.after.soon.idle.there when due',
      'property says-nothing',
    ]),
  )
})

test('each value of each dimension changes the world of some scope', () => {
  expect(configurationCoverage(ours).filter(({ scopes }) => scopes === 0)).toEqual([])
})

test('each rule and each claim has a property', () => {
  const sources = sourceCoverage(ours, [])
  expect(sources.length).toBe(25 + 15)
  expect(sources.filter(({ properties: count }) => count === 0)).toEqual([])
})
