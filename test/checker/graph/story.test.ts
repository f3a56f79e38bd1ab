// Stories: the shortest, and of the shortest the least noisy; each step with its rule and what it assumes.
import fc from 'fast-check'
import { emit, setup } from 'xstate'
import { expect, test } from 'vitest'
import { check } from '../../../checker/check.js'
import { compile } from '../../../checker/compile/compile.js'
import { explore, type Graph } from '../../../checker/graph/explore.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { pathTo } from '../../../checker/graph/story.js'
import { noiseIn } from '../../../checker/graph/runCost.js'
import { hears, inState, party, property, stimulus, world, worlds } from '../worlds.js'

const goes = (on: object, meta: object = {}) => ({ on, meta })

/** From `start` to `end` in two steps: by two stimuli, or by one that makes the machine say something to itself. */
const crossroads = setup({}).createMachine({
  id: 'traveller',
  initial: 'start',
  states: {
    start: goes({ byHand: 'half', byPost: { target: 'posted', actions: emit({ type: 'letter' }) } }),
    half: goes({ byHand: 'end' }),
    posted: goes({ letter: { target: 'end', meta: { sources: ['R7'] } } }),
    end: goes({ byHand: 'beyond' }, { sources: ['D-001'] }),
    beyond: {},
  },
})

const crossing = world(
  [
    party('traveller', crossroads, ['byHand', 'byPost', 'letter'], ['letter']),
    party('bystander', setup({}).createMachine({ id: 'b' }), ['byHand']),
  ],
  {
    links: [{ from: 'traveller', says: 'letter', to: 'traveller', channel: 'post' }],
    channels: [{ name: 'post', capacity: 1, latency: { least: 0, most: 1000 } }],
    // The noisier way comes first.
    stimuli: [stimulus('traveller', 'byHand'), stimulus('traveller', 'byPost', { when: { text: 'there is a post' } })],
  },
)

test('of two shortest runs the one with fewer acts of the environment is told', () => {
  const end = { kind: 'reachable', what: { is: 'end' } } as const
  const { verdicts } = check(crossing, { end: inState('traveller', 'end') }, [property(end)])
  const { steps } = verdicts[0]!.story!
  expect(steps.map(({ cause }) => cause.kind)).toEqual(['stimulus', 'delivery'])
  expect(steps.map(({ assumed }) => assumed)).toEqual([['only when there is a post'], ['delivered after 0 to 1000 ms']])
  expect(steps[1]!.happenings[0]!.sources).toEqual(['D-001', 'R7'])
})

test('so it is in the middle of a run', () => {
  const beyond = { kind: 'reachable', what: { is: 'beyond' } } as const
  const { verdicts } = check(crossing, { beyond: inState('traveller', 'beyond') }, [property(beyond)])
  expect(verdicts[0]!.story!.steps.map(({ cause }) => cause.kind)).toEqual(['stimulus', 'delivery', 'stimulus'])
})

test('of two that have as many, the one in which less is ignored', () => {
  const one = setup({}).createMachine({
    id: 'one',
    initial: 'start',
    states: {
      start: {
        on: {
          loudly: { target: 'end', actions: emit({ type: 'noise' }) },
          clearly: { target: 'end', actions: emit({ type: 'word' }) },
        },
      },
      end: {},
    },
  })
  const listens = setup({}).createMachine({ id: 'audience', initial: 'a', states: { a: { on: { word: 'b' } }, b: {} } })
  const audience = party('audience', listens, ['noise', 'word'])
  const room = world([party('one', one, ['loudly', 'clearly'], ['noise', 'word']), audience], {
    links: ['noise', 'word'].map((says) => ({ from: 'one', says, to: 'audience' })),
    stimuli: [stimulus('one', 'loudly'), stimulus('one', 'clearly')],
  })
  const predicates = { end: inState('one', 'end'), noise: hears('audience', 'noise') }
  const { verdicts } = check(room, predicates, [property({ kind: 'never', what: { is: 'end' } })], { slice: false })
  expect(verdicts[0]!.story!.steps.map(({ cause }) => cause.kind === 'stimulus' && cause.id)).toEqual(['one.clearly'])
})

/** The least noise of all runs of so many edges to a state, by trying them all. */
function quietest(graph: Graph, goal: number, length: number): number {
  const noiseOf = noiseIn(graph)
  const from = (state: number, left: number): number => {
    if (left === 0) return state === goal ? 0 : Infinity
    const noise = noiseOf(state)
    const first = graph.rows[state]!
    return noise.reduce((best, one, at) => Math.min(best, one + from(graph.targets[first + at]!, left - 1)), Infinity)
  }
  return Math.min(...graph.starts.map(({ state }) => from(state, length)))
}

test('no run of the same length is less noisy, in random worlds', () => {
  let compared = 0
  fc.assert(
    fc.property(worlds, fc.nat(), (one, any) => {
      const graph = explore(compile(one, { quantum: 1000 }), { maxStates: 150 })
      if (graph.fault || graph.stopped) return
      const goal = any % graph.states.size
      const { start, edges } = pathTo(graph, goal)
      if (edges.length > 6) return
      const noiseOf = noiseIn(graph)
      let state = graph.starts[start]!.state
      let noise = 0
      for (const edge of edges) {
        noise += noiseOf(state)[edge - graph.rows[state]!]!
        state = graph.targets[edge]!
      }
      expect(state).toBe(goal)
      for (let shorter = 0; shorter < edges.length; shorter++) expect(quietest(graph, goal, shorter)).toBe(Infinity)
      expect(noise).toBe(quietest(graph, goal, edges.length))
      if (edges.length > 2) compared++
    }),
    { numRuns: 150, seed: 23 },
  )
  expect(compared).toBeGreaterThan(20)
})

test('a live world says of its steps what is assumed, as the checker does', () => {
  const live = new LiveWorld(crossing)
  const { assumed } = live.take(
    live.enabled().find((cause) => cause.kind === 'stimulus' && cause.id.endsWith('byPost'))!,
  )
  expect(assumed).toEqual(['only when there is a post'])
})
