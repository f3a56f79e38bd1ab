// @xstate/graph on the composed system, which it is shown as the logic of one actor.
import { getAdjacencyMap } from '@xstate/graph'
import type { ActorLogic, Snapshot } from 'xstate'
import { quantumOf } from '../../checker/compile/timers.js'
import { delays } from '../../machines/delays.js'
import type { World } from '../../model/world.js'
import { keyOf, naiveSteps, type NaiveState, type NaiveStep } from '../../test/checker/naiveSteps.js'
import { timed, type Job, type Measurement } from '../measurement.js'

type Composed = Snapshot<undefined> & {
  /** Undefined in the root, from which the initial states are chosen: @xstate/graph starts from one state. */
  readonly at: NaiveState | undefined
}
type Choice = NaiveStep | { readonly type: 'start'; readonly which: number }

const snapshotOf = (at: NaiveState | undefined): Composed => ({
  status: 'active',
  output: undefined,
  error: undefined,
  at,
})

/** A world as one actor: its parties step by XState's own `transition`, nothing is compiled. */
function logicOf(world: World) {
  const milliseconds = Object.fromEntries(Object.entries(delays).map(([name, { ms }]) => [name, ms]))
  const { starts, enabled, take } = naiveSteps(world, milliseconds, quantumOf(world))
  const initial = starts()
  const logic: ActorLogic<Composed, Choice, undefined> = {
    getInitialSnapshot: () => snapshotOf(undefined),
    getPersistedSnapshot: (snapshot) => snapshot,
    transition: ({ at }, choice) => {
      if (choice.type === 'start') return snapshotOf(initial[choice.which])
      const outcome = take(at!, choice)
      if (outcome === undefined) throw new Error('a step of the world goes astray')
      return snapshotOf(outcome.state)
    },
  }
  const events = ({ at }: Composed): readonly Choice[] =>
    at === undefined ? initial.map((_, which) => ({ type: 'start', which })) : enabled(at)
  return { logic, events, starts: initial.length }
}

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Seconds after which a run is not repeated. */
const enough = 10

export async function xstateGraph(world: World, { runs }: Job): Promise<Measurement> {
  const { logic, events, starts } = logicOf(world)
  const run = () =>
    timed(() => getAdjacencyMap(logic, { events, serializeState: ({ at }) => (at === undefined ? 'root' : keyOf(at)) }))
  const before = heap()
  let { result, sample } = await run()
  const samples = [sample]
  while (samples.length < runs && sample.wall < enough) {
    ;({ result, sample } = await run())
    samples.push(sample)
  }
  const kept = heap() - before
  const states = Object.values(result) as readonly { readonly transitions: object }[]
  return {
    states: states.length - 1,
    transitions: states.reduce((sum, { transitions }) => sum + Object.keys(transitions).length, 0) - starts,
    threads: 1,
    preparation: 0,
    samples,
    kept,
  }
}
