// Test cases of a role beside its tours: random walks, and for the device something that goes wrong after each step.
import { randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import type { Role } from '../belief/role.js'
import type { TestCase } from './hearing.js'
import { caseId, inputsOf, Recorder } from './recorder.js'
import { anEvent, Wanderer, type Reference } from './reference.js'

export interface WalkOptions {
  /** Types of inputs that are never sent: what an implementation leaves out. */
  readonly without: readonly string[]
}

type Fields = Readonly<Record<string, string | number | boolean>>

/** What a device does next on its way to being online; the first that it reacts to. */
const onward = (os: number, code: number): readonly (readonly [type: string, fields: Fields])[] => [
  ['power.applied', { rescue: false }],
  ['packet.flashed', { token: 1, plan: 'A', network: 'right' }],
  ['image.downloaded', {}],
  ['install.completed', {}],
  ['enrolment.accepted', {}],
  ['upgrade.answered', { os }],
  ['session.opened', {}],
  ['code.downloaded', {}],
  ['code.answered', { code }],
  ['step.succeeded', {}],
]

/** Lets a device get online, whatever it takes. */
export function goOnline(role: Role, recorder: Recorder, os: number, code: number): void {
  const ids = onward(os, code).map(([type, fields]) => role.table.eventId({ type, ...fields }))
  for (let step = 0; step < 60; step++) {
    const { local } = recorder.run
    const { snapshot } = role.table.locals[local]!
    if (snapshot.hasTag('link.online')) return
    const unconfigured = (snapshot.context as { readonly network?: string }).network !== 'right'
    const event = ids.find(
      (id) =>
        !role.table.record(local, id).idle &&
        (role.table.events[id]!.type !== 'packet.flashed' || (unconfigured && snapshot.hasTag('blinkup.listening'))),
    )
    if (event === undefined) return
    recorder.send(event)
  }
}

/** Steps of a walk before its inputs are drawn anew. */
const episode = 25

/**
 * The inputs of one episode: each type is left out of every other one, so that what undoes everything is rare enough in
 * some of them for long stories (Groce et al., *Swarm testing*, 2012).
 */
function swarmOf(role: Role, inputs: readonly number[], random: Random): readonly number[] {
  const types = [...new Set(inputs.map((event) => role.table.events[event]!.type))]
  const kept = new Set(types.filter(() => random() < 0.5))
  const swarm = inputs.filter((event) => kept.has(role.table.events[event]!.type))
  return swarm.length > 0 ? swarm : inputs
}

/** Some of the time until the next timer, or any time. */
function someTime({ next, time }: Reference, random: Random): number {
  const most = next < Infinity && random() < 0.7 ? next - time - 1 : 20_000
  return 1 + Math.floor(random() * most)
}

/** A random walk of some steps; the same seed gives the same one. */
export function randomWalk(role: Role, seed: number, length: number, options: WalkOptions): TestCase {
  const random: Random = randomFrom(seed)
  const { local, input } = role.starts[Math.floor(random() * role.starts.length)]!
  const recorder = new Recorder(role, local)
  const inputs = inputsOf(role, options.without)
  const wanderer = new Wanderer(role)
  for (let left = length; left > 0; left -= episode) {
    // Much of a device's life begins when it is online, where steps at random seldom lead.
    const online = role.name === 'device' && options.without.length === 0 && random() < 0.7
    if (online) goOnline(role, recorder, random() < 0.5 ? 1 : 2, random() < 0.5 ? 1 : 2)
    const swarm: Role = { ...role, hears: swarmOf(role, inputs, random) }
    for (let step = 0; step < Math.min(left, episode); step++) {
      const chance = random()
      wanderer.visit(recorder.run.local)
      if (chance < 0.1 && recorder.run.next < Infinity) recorder.elapse(swarm.hears)
      else if (chance < 0.2) recorder.advance(someTime(recorder.run, random))
      else if (chance < 0.5) recorder.send(wanderer.choose(recorder.run.local, random, swarm.hears))
      else recorder.send(anEvent(swarm, recorder.run.local, random))
    }
  }
  return { id: `${role.name}-walk-${seed}`, input, steps: recorder.steps }
}

/** What may go wrong at any step of an upgrade. */
const troubles = [
  'power.cut',
  'link.lost',
  'enrolment.refused',
  'image.failed',
  'install.failed',
  'code.failed',
  'restart.ordered',
  'reset.pressed',
  'packet.flashed',
] as const

/** The two lives of a device in which it is upgraded: activated and brought up to date at once; and politely, later. */
function lives(role: Role, local: number): readonly Recorder[] {
  const { table } = role
  const outright = new Recorder(role, local)
  goOnline(role, outright, 2, 2)
  const polite = new Recorder(role, local)
  goOnline(role, polite, 1, 1)
  polite.send(table.eventId({ type: 'sleep.requested' }))
  polite.advance(polite.run.next - polite.run.time)
  polite.send(table.eventId({ type: 'handler.registered' }))
  polite.send(table.eventId({ type: 'connect.requested' }))
  goOnline(role, polite, 2, 2)
  polite.send(table.eventId({ type: 'restart.requested' }))
  goOnline(role, polite, 2, 2)
  return [outright, polite]
}

/** The device role: something goes wrong after each step of its upgrades, power before all, and it has to recover. */
export function powerCuts(role: Role): readonly TestCase[] {
  const { table } = role
  return role.starts.flatMap(({ local, input }) =>
    lives(role, local).flatMap(({ steps }) =>
      steps.flatMap((_, index) =>
        troubles.map((trouble): TestCase => {
          const recorder = new Recorder(role, local)
          for (const step of steps.slice(0, index + 1)) {
            if ('send' in step) recorder.send(table.eventId(step.send))
            else recorder.advance(step.advance)
          }
          const fields = trouble === 'packet.flashed' ? { token: 2, plan: 'B', network: 'right' } : {}
          recorder.send(table.eventId({ type: trouble, ...fields }))
          if (trouble === 'power.cut') {
            recorder.advance(60_000)
            recorder.send(table.eventId({ type: 'power.applied', rescue: false }))
          }
          // Long enough for what must not start by itself to start.
          recorder.advance(15_000)
          goOnline(role, recorder, 2, 2)
          recorder.advance(10_000)
          return { id: caseId(role, 'cut', input, recorder.steps), input, steps: recorder.steps }
        }),
      ),
    ),
  )
}
