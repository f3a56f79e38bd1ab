// Exporters that are wrong in one place each: SPIN's counts or verdicts must tell.
import { setup, emit } from 'xstate'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepare } from '../../checker/check.js'
import { explore } from '../../checker/explore.js'
import { promelaOf } from '../../checker/export/promela.js'
import type { Predicate, Property } from '../../properties/property.js'
import { inState, party, property, stimulus, world } from '../checker/worlds.js'
import { expectedOf, skipped } from './expected.js'
import { explorePromela } from './spin.js'

const beacon = setup({ delays: { pause: 3000, hours: 3_600_000 } }).createMachine({
  initial: 'quiet',
  states: {
    quiet: { on: { go: { target: 'calling', actions: emit({ type: 'ping' }) } } },
    calling: { after: { pause: 'quiet', hours: 'tired' }, on: { pong: 'answered', cut: 'off' } },
    answered: { after: { pause: { target: 'calling', actions: [emit({ type: 'ping' }), emit({ type: 'done' })] } } },
    tired: { on: { go: 'quiet' } },
    off: { after: { pause: 'quiet' } },
  },
})

const echo = setup({ delays: { rest: 2000 } }).createMachine({
  initial: 'ready',
  states: {
    ready: { on: { ping: { target: 'resting', actions: emit({ type: 'pong' }) }, done: 'closed' } },
    resting: { after: { rest: 'ready' } },
    closed: { on: { ping: 'ready' } },
  },
})

const air = world(
  [party('beacon', beacon, ['go', 'cut', 'pong'], ['ping', 'done']), party('echo', echo, ['ping', 'done'], ['pong'])],
  {
    links: [
      { from: 'beacon', says: 'ping', to: 'echo', channel: 'air' },
      { from: 'echo', says: 'pong', to: 'beacon' },
      { from: 'beacon', says: 'done', to: 'echo' },
    ],
    channels: [
      {
        name: 'air',
        capacity: 3,
        latency: { least: 1000, most: 2000 },
        up: { text: 'the beacon is on', parties: [{ party: 'beacon', holds: (snapshot) => !snapshot.matches('off') }] },
      },
    ],
    stimuli: [stimulus('beacon', 'go', { budget: 2 }), stimulus('beacon', 'cut', { budget: 2 })],
    freeDelays: ['hours'],
  },
)

const predicates: Readonly<Record<string, Predicate>> = {
  answered: inState('beacon', 'answered'),
  resting: inState('echo', 'resting'),
  pings: {
    kind: 'step',
    party: 'beacon',
    text: 'pings',
    holds: ({ says }) => says.some(({ type }) => type === 'ping'),
  },
}
const asked: readonly Property[] = [
  property({ kind: 'never', what: { and: [{ is: 'answered' }, { is: 'resting' }] } }, 'p0'),
  property({ kind: 'invariant', given: { does: 'pings' }, holds: { not: { was: 'answered' } } }, 'p1'),
  property({ kind: 'reachable', what: { and: [{ is: 'answered' }, { tick: true }] } }, 'p2'),
]

interface Mutant {
  readonly what: string
  readonly from: RegExp
  readonly to: string
}

const mutants: readonly Mutant[] = [
  { what: 'time passes although something is urgent', from: /c_expr \{ !\([^}]*\}/, to: 'c_expr { 1 }' },
  { what: 'a timer stands still', from: /now\.timer0_beacon--/, to: ';' },
  { what: 'a message does not grow older', from: /now\.age0_air\+\+/, to: ';' },
  { what: 'a message arrives too early', from: / && now\.age0_air >= 1 \}/, to: ' }' },
  { what: 'what is in a channel survives its end', from: /if \(down_air\)/, to: 'if (0)' },
  { what: 'a budget is not spent', from: /now\.left_1--;/, to: '' },
  { what: 'a budget is greater than it is', from: /(unsigned left_0 : 2) = 2/, to: '$1 = 3' },
  {
    what: 'a free timer is exact',
    from: /(exact_beacon\[\] = \{\s*)([^}]*)/,
    to: '$1 255, 255, 255, 255, 255, 255, 255',
  },
  { what: 'a transition leads elsewhere', from: /(\{0,\d+),1,/, to: '$1,0,' },
  { what: 'something said is not heard', from: /put_air\(1\); /, to: '' },
  { what: 'a timer starts with a tick too few', from: /now\.timer0_beacon = 3;/, to: 'now.timer0_beacon = 2;' },
  { what: 'the monitor misses a letter', from: /reading \|= 2/, to: 'reading |= 0' },
  { what: 'a state predicate holds nowhere', from: /(is0_echo\[\] = \{\s*)[^}]*/, to: '$1 0, 0, 0, 0' },
  { what: 'a step predicate holds nowhere', from: /did0_beacon \|= kinds0_beacon\[kinds\];/, to: '' },
  { what: 'the step before is not looked at', from: /was_beacon = now\.at_beacon;/, to: 'was_beacon = 0;' },
]

describe.skipIf(skipped)('SPIN notices an exporter in which', () => {
  const graph = explore(prepare(air, predicates, asked, { slice: false }))
  const model = promelaOf(graph.world, { properties: asked, heading: [] })
  const expected = expectedOf(graph, asked)

  beforeAll(async () => {
    expect(graph.fault).toBeUndefined()
    const [report] = await explorePromela(model, [['JUDGE']], '-O0')
    expect(report).toMatchObject(expected)
  })

  test.each(mutants)('$what', async ({ from, to }) => {
    const wrong = model.replace(from, to)
    expect(wrong).not.toBe(model)
    const [report] = await explorePromela(wrong, [['JUDGE']], '-O0')
    expect(report).not.toMatchObject(expected)
  })
})
