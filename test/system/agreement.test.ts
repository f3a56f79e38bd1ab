// The compiled tables against live actors, on the real system: the same random walks through both, step by step.
import { describe, expect, test } from 'vitest'
import { configure, dimensions } from '../../machines/configurations.js'
import { scopeNames, system, type Scope } from '../../machines/system.js'
import { compile } from '../../checker/compile/compile.js'
import { disagreement } from '../../checker/semantics/agreement.js'
import { breakWorld } from './breakage.js'
import { varied, walkAll } from './walks.js'

/** Walks in one world, and the steps of each; 30 000 steps in all. The factory is small: its walks are short. */
const sizes: Readonly<Record<Scope, readonly [number, number]>> = {
  factory: [5, 100],
  field: [4, 350],
  wakeReasons: [4, 200],
  reconfiguration: [4, 225],
  plans: [4, 250],
  cloud: [4, 250],
  polling: [4, 200],
  installation: [4, 275],
}

test('the configurations of the walks have each value of each dimension', () => {
  for (const { name, values } of dimensions) {
    expect(new Set(varied.map((configuration) => configuration.values[name])), name).toEqual(new Set(values))
  }
})

describe('tables and live actors walk alike', () => {
  let total = 0
  const states = new Set<string>()

  test.each(
    scopeNames.flatMap((scope) => varied.map((configuration) => ({ scope, configuration, name: configuration.name }))),
  )('$scope, $name', ({ scope, configuration }) => {
    const [walks, steps] = sizes[scope]
    const walked = walkAll({ configuration, scope, seed: 100, walks, steps })
    expect(walked.differences).toEqual([])
    total += walked.steps
    walked.states.forEach((state) => states.add(state))
  })

  test('for 30 000 steps, which lead through upgrades, online, and to an agent that serves', () => {
    expect(total).toBe(30_000)
    const far = [
      'device: power.on.network.connected.online',
      'device: power.on.network.connected.downloadingCode',
      'device: power.on.network.installing',
      'device: power.on.vm.running.execution.suspended',
      'device: power.snoozing',
      'device: power.asleep',
      'agent: instance.life.running.serving',
      'factory: shipped',
    ]
    expect(far.filter((state) => !states.has(state))).toEqual([])
  })
})

test('tables of another machine are told from the actors, and the difference says where', () => {
  const world = system(configure().values, 'field')
  const other = breakWorld(world, 'device', ({ on }) => (on('power.off', 'power.applied', 2).actions = ['startWarm']))
  const difference = disagreement(world, { seed: 1, steps: 100, compiled: compile(other) })
  expect(difference?.what).toBe("state of 'device'")
  expect(difference?.causes.at(-1)).toMatchObject({ kind: 'stimulus', event: { type: 'power.applied' } })
})
