// Random runs of the whole system: no property that holds is violated, and what is violated is shown by a short story.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { canonical } from '../../../util/canonical.js'
import { check } from '../../../checker/check.js'
import { compile } from '../../../checker/compile/compile.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { prepare } from '../../../checker/compile/prepare.js'
import { beginnings, replayCommand, tellRun, watchable } from '../../../cli/commands/replay.js'
import { configure } from '../../../machines/configurations.js'
import { system, type Scope } from '../../../machines/system.js'
import { expectedVerdict } from '../../../model/specification/expected.js'
import { predicates, properties } from '../../../properties/index.js'
import { drawRun, shrink, watch } from '../../../testing/runs/randomRun.js'
import { breakWorld } from '../../system/breakage.js'
import { varied } from '../../system/walks.js'
import { RunArbitrary } from '../arbitraryRuns.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

const settings = (
  ['field', 'polling', 'installation', 'cloud', 'plans', 'reconfiguration', 'wakeReasons'] as const
).map((scope: Scope, index) => ({ scope, configuration: varied[index % varied.length]! }))
const [steps, ignored, states] = [60, 0.15, 4000]

describe.each(settings.map((one) => ({ ...one, name: one.configuration.name })))('$scope, $name', (setting) => {
  const { scope, configuration } = setting
  const holding = watchable(properties, scope).filter(
    (property) => expectedVerdict(property, configuration.values).verdict === 'holds',
  )
  const world = prepare(system(configuration.values, scope), predicates, holding)

  test('no run violates what holds, in tables and with live actors, and what must be ignored changes nothing', () => {
    let deep = 0
    fc.assert(
      fc.property(new RunArbitrary(world, { steps, ignored, from: beginnings(world, states)! }), (run) => {
        const command = replayCommand(run.seed, steps, ignored, states, scope, configuration.name)
        const { violation, run: taken } = watch(world, run, holding)
        expect(violation?.property.id, command).toBeUndefined()
        // Everything that was drawn could be taken: nothing is drawn that is neither enabled nor ignored.
        expect(taken.causes.length, command).toBe(run.causes.length)
        const live = new LiveWorld(world.world, { inputs: run.inputs, quantum: world.quantum })
        for (const cause of run.causes) {
          const enabled = live.enabled().some((one) => canonical(one) === canonical(cause))
          if (enabled) live.take(cause)
          else if (cause.kind === 'stimulus') {
            const before = live.snapshot(cause.party)
            expect(before.can(cause.event), command).toBe(false)
          } else expect(cause, command).toBe('enabled')
        }
        deep = Math.max(deep, live.time)
      }),
      { numRuns: 5, seed: 11 },
    )
    expect(deep).toBeGreaterThan(0)
  })
})

test('a run comes far: it begins where some party is somewhere in particular, and each such place is as likely', () => {
  const world = compile(system(configure().values, 'polling'))
  const from = beginnings(world, Infinity)!
  const places = new Set<string>()
  for (let seed = 1; seed <= 100; seed++) {
    const { causes, inputs } = drawRun(world, { seed, steps: 5, from })
    const live = new LiveWorld(world.world, { inputs, quantum: world.quantum })
    causes.forEach((cause) => {
      live.take(cause)
      live.snapshot('device').tags.forEach((tag) => places.add(tag))
    })
  }
  const far = ['link.up', 'link.session', 'link.online', 'vm.running', 'update.downloading', 'activation.activated']
  expect(far.filter((place) => !places.has(place))).toEqual([])
})

test('the same seed gives the same run', () => {
  const world = compile(system(configure().values, 'polling'))
  expect(drawRun(world, { seed: 5, steps: 60 })).toEqual(drawRun(world, { seed: 5, steps: 60 }))
  expect(drawRun(world, { seed: 5, steps: 60 })).not.toEqual(drawRun(world, { seed: 6, steps: 60 }))
})

/** Properties that fail, in the system as it is or with a machine broken, and that random runs come to. */
const violated = [
  { id: 'returning-application-runs-on', break: false },
  { id: 'switched-off-blinkup-is-off', break: false },
  { id: 'first-token-is-single-use', break: true },
] as const

test.each(violated)('$id: a violating run is shrunk to at most twice the shortest story', ({ id, break: broken }) => {
  const property = properties.find((one) => one.id === id)!
  const complete = system(configure().values, property.scope ?? 'field')
  // Where tokens may expire at any time, random runs rarely enrol a device.
  const whole = { ...complete, stimuli: complete.stimuli.filter(({ event }) => event.type !== 'token.expired') }
  const world = broken
    ? breakWorld(whole, 'enrolment', ({ on }) =>
        ['waiting', 'deciding'].forEach(
          (state) => (on(state, 'enrolment.presented').actions = ['accept', 'tellClaim']),
        ),
      )
    : whole
  const shortest = check(world, predicates, [property], { maxStates: 60_000 }).verdicts[0]!.story!.steps.length
  const compiled = prepare(world, predicates, [property])
  const from = beginnings(compiled, 20_000)!
  const lengths: number[] = []
  for (let seed = 1; seed <= 30 && lengths.length < 4; seed++) {
    const { run, violation } = watch(compiled, drawRun(compiled, { seed, steps: 200, from }), [property])
    if (!violation) continue
    const short = shrink(compiled, run, property)
    expect(short.causes.length, `seed ${seed}`).toBeLessThanOrEqual(2 * shortest)
    expect(short.causes.length).toBeGreaterThanOrEqual(shortest)
    // The story is one that live actors tell.
    expect(tellRun(compiled.world, short, compiled.quantum).steps.length).toBe(short.causes.length)
    lengths.push(short.causes.length)
  }
  expect(lengths.length).toBeGreaterThan(0)
})
