// What-if questions: a world with other delays, latencies and budgets is checked as what it has become.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baseline } from '../../../machines/configurations.js'
import { system } from '../../../machines/system.js'
import type { World } from '../../../model/world.js'
import { assumptionsOf } from '../../../checker/semantics/assumptions.js'
import { compile } from '../../../checker/compile/compile.js'
import { describeDifference, disagreement } from '../../../checker/semantics/agreement.js'
import { explore } from '../../../checker/graph/explore.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { override, settableIn, type Setting } from '../../../checker/compile/whatIf.js'
import { quantumOf } from '../../../checker/compile/timers.js'
import { worldKey } from '../../../verification/plan.js'
import { lampWorld, pingWorld, worlds } from '../worlds.js'

const seconds = (name: string, count: number): Setting => ({ name, value: { kind: 'duration', ms: count * 1000 } })
const times = (name: string, count: number): Setting => ({ name, value: { kind: 'count', times: count } })
const key = (world: World): string => worldKey(world, quantumOf(world))

/** Runs by ticks and whatever is due, until something is so; in ms. */
function timeUntil(world: World, done: (live: LiveWorld) => boolean, first: string): number {
  const live = new LiveWorld(world)
  live.take(live.enabled().find((cause) => cause.kind === 'stimulus' && cause.id === first)!)
  while (!done(live)) live.take(live.enabled().find(({ kind }) => kind === 'timer' || kind === 'tick')!)
  return live.time
}

test('a delay is another one for tables and live actors alike', () => {
  const one = override(lampWorld(), [seconds('glow', 7)])
  expect(Array.from(compile(one, { quantum: 1000 }).parties[0]!.startTicks)).toEqual([7])
  expect(timeUntil(one, (live) => live.snapshot('lamp').matches('off'), 'lamp.press')).toBe(7000)
  expect(timeUntil(lampWorld(), (live) => live.snapshot('lamp').matches('off'), 'lamp.press')).toBe(3000)
  expect([quantumOf(lampWorld()), quantumOf(one)]).toEqual([3000, 7000])
})

test('and if Squirrel started after 30 s? It does, in the whole system', () => {
  const one = override(system(baseline), [seconds('squirrelStart', 30)])
  const running = (live: LiveWorld): boolean => live.snapshot('device').hasTag('vm.running')
  expect(timeUntil(one, running, 'power.applied rescue=false')).toBe(30_000)
  expect(timeUntil(system(baseline), running, 'power.applied rescue=false')).toBe(10_000)
  for (const seed of [1, 2, 3]) {
    const difference = disagreement(one, { seed, steps: 300 })
    expect(difference && describeDifference(difference)).toBeUndefined()
  }
})

test('tables and live actors walk alike in random worlds with random settings', () => {
  let walked = 0
  const values = fc.constantFrom(0, 1, 2, 3, 5)
  const settings = fc.record({ short: values, long: values, vague: fc.option(values), slow: values, fast: values })
  fc.assert(
    fc.property(worlds, settings, fc.nat(), (world, { short, long, vague, slow, fast }, seed) => {
      const one = override(world, [
        seconds('short', short),
        seconds('long', long),
        { name: 'slow', value: { kind: 'window', least: 0, most: slow * 1000 } },
        seconds('fast', fast),
        ...(vague === null ? [] : [seconds('vague', vague)]),
      ])
      const compiled = compile(one, { quantum: 1000 })
      if (explore(compiled, { maxStates: 2000 }).fault) return
      try {
        const difference = disagreement(one, { seed, steps: 60, compiled })
        expect(difference && describeDifference(difference)).toBeUndefined()
        walked++
      } catch (error) {
        if (!(error instanceof Error && error.name === 'StepFault')) throw error
      }
    }),
    { numRuns: 80, seed: 24 },
  )
  expect(walked).toBeGreaterThan(40)
}, 30_000)

test('latencies and budgets are others too; what is assumed says so', () => {
  const one = override(pingWorld(), [
    { name: 'wire', value: { kind: 'window', least: 0, most: 5000 } },
    times('pinger.go', 1),
  ])
  expect(one.channels[0]!.latency).toEqual({ least: 0, most: 5000 })
  expect(assumptionsOf(one).slice(0, 2)).toEqual([
    { kind: 'stated', text: 'what if: wire is 0 s to 5 s instead of 1 s to 2 s' },
    { kind: 'stated', text: 'what if: pinger.go is at most once instead of at most 2 times' },
  ])
  expect(explore(compile(one)).states.size).not.toBe(explore(compile(pingWorld())).states.size)
  expect(override(pingWorld(), [times('pinger.go', Infinity)]).stimuli[0]).not.toHaveProperty('budget')
  const never = explore(compile(override(pingWorld(), [times('pinger.go', 0)])))
  expect([never.states.size, never.transitions]).toEqual([1, 1])
})

test('a free delay that is set is timed exactly; one that is set free is not timed', () => {
  const free = override(lampWorld(), [{ name: 'glow', value: { kind: 'free' } }])
  expect(free.freeDelays).toEqual(['glow'])
  expect(override(free, [seconds('glow', 2)]).freeDelays).toEqual([])
  expect(settableIn(free)).toContainEqual({ name: 'glow', kind: 'delay', value: { kind: 'free' } })
})

test('the same settings make the same exploration, others another; none, the same world', () => {
  const changed = (count: number): World => override(lampWorld(), [seconds('glow', count)])
  const one = lampWorld()
  expect(override(one, [])).toBe(one)
  expect(override(one, [seconds('glow', 3), seconds('elsewhere', 9)])).toBe(one)
  const field = system(baseline)
  const settings = [seconds('squirrelStart', 20)]
  expect(key(override(field, settings))).toBe(key(override(field, settings)))
  expect(key(override(field, settings))).not.toBe(key(field))
  expect(override(field, settings).parties[0]!.machine).toBe(override(system(baseline), settings).parties[0]!.machine)
  expect(key(changed(4))).not.toBe(key(changed(5)))
})

test('a value of the wrong kind, or too many ticks, is refused, saying what would be right', () => {
  const field = system(baseline)
  expect(() => override(field, [times('squirrelStart', 2)])).toThrow(
    'squirrelStart is a delay: a time such as 30s expected, or free, not at most 2 times',
  )
  expect(() => override(field, [seconds('power.cut', 2)])).toThrow('power.cut is a budget: how often expected')
  expect(() => override(field, [{ name: 'uplink', value: { kind: 'free' } }])).toThrow('uplink is a channel: a latency')
  expect(() => override(field, [seconds('squirrelStart', 10.001)])).toThrow(
    /with squirrelStart=10.001 s a tick is 0.001 s, and \w+ takes 60,000 ticks; more than 1,000 .* Choose multiples of 10 s/,
  )
  expect(() => override(field, [seconds('agentLifespan', 30 * 86_400)])).toThrow(
    /agentLifespan takes 259,200 ticks; .* Choose a shorter time, or leave it free/,
  )
})
