// The TLA+ export, run: by an evaluator that shares no code with the exporter and takes actions apart as TLC does.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emit, setup } from 'xstate'
import { prepare } from '../../../../checker/compile/prepare.js'
import { isSafety } from '../../../../checker/export/monitors.js'
import { tlaplusOf } from '../../../../checker/export/tlaplus.js'
import { decide } from '../../../../checker/graph/decide.js'
import { explore, type Graph } from '../../../../checker/graph/explore.js'
import { baseline } from '../../../../machines/configurations.js'
import { fleet, type FleetOptions } from '../../../../machines/fleet/index.js'
import type { Predicate, Property } from '../../../../model/property.js'
import type { World } from '../../../../model/world.js'
import { fleetPredicates, fleetProperties } from '../../../../properties/claims/fleet.js'
import { air, asked, predicates } from '../../air.js'
import { inState, party, patterns, property, stimulus, vocabulary, world, worlds } from '../../worlds.js'
import { EvaluationError } from './values.js'
import { Model, searchModel, type TlaSearch } from './evaluate.js'
import { readModule } from './read.js'

interface Exported {
  readonly graph: Graph
  readonly properties: readonly Property[]
  readonly module: string
}

function exported(
  of: World,
  names: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  maxStates = 2_000,
): Exported {
  const graph = explore(prepare(of, names, properties, { slice: false }), { maxStates })
  if (graph.stopped) return { graph, properties, module: '' }
  return { graph, properties, module: tlaplusOf(graph.world, { properties, heading: ['a (* test *)'] }).module }
}

const run = (module: string, watched = 0, invariants: readonly string[] = ['NoFault']): TlaSearch =>
  searchModel(new Model(readModule(module), { Watched: watched }), invariants)

/** As TLC counts: every way to a state, those of the initial states included. */
const counts = ({ states, transitions, starts }: Graph): TlaSearch => ({
  distinct: states.size,
  generated: transitions + starts.length,
})

/** Whether the monitor of a property ends its watch, as it must. */
function compareVerdict({ graph, properties, module }: Exported, index: number): string {
  const one = properties[index]!
  const looked = one.pattern.kind === 'reachable'
  const invariant = looked ? 'NotWitnessed' : 'NotViolated'
  const { verdict } = decide(graph, one)
  const found = run(module, index + 1, ['NoFault', invariant]).violated
  expect(found, one.id).toBe(verdict === (looked ? 'holds' : 'fails') ? invariant : undefined)
  return verdict
}

const small = exported(air, predicates, asked)

describe('a TLA+ module, evaluated', () => {
  test('has the states and the steps of a world with latencies, losses, budgets, free delays', () => {
    expect(run(small.module)).toEqual(counts(small.graph))
    expect(small.graph.states.size).toBeGreaterThan(100)
  })

  test('decides its safety properties', () => {
    expect(asked.map((_, index) => compareVerdict(small, index))).toEqual(
      asked.map((one) => decide(small.graph, one).verdict),
    )
  })

  test('agrees on random small worlds', () => {
    const verdicts = new Set<string>()
    let compared = 0
    const sample = fc.sample(fc.tuple(worlds, fc.array(patterns, { minLength: 4, maxLength: 4 })), {
      numRuns: 80,
      seed: 20261129,
    })
    for (const [of, some] of sample) {
      const properties = some.map((pattern, index) => property(pattern, `p${index}`)).filter(isSafety)
      const one = exported(of, vocabulary, properties, 300)
      if (one.graph.stopped || one.graph.fault || one.graph.states.size < 40) continue
      expect(run(one.module)).toEqual(counts(one.graph))
      properties.slice(0, 2).forEach((_, index) => verdicts.add(compareVerdict(one, index)))
      if (++compared === 8) break
    }
    expect(compared).toBe(8)
    expect([...verdicts].sort()).toEqual(['fails', 'holds', 'vacuous'])
  })

  test('needs no properties', () => {
    const none = exported(air, predicates, [])
    expect(run(none.module)).toEqual(counts(none.graph))
  })

  test('is that of a fleet, whose names have dots', () => {
    const shape: FleetOptions = { devices: 1, timed: false }
    const one = exported(fleet(baseline, shape), fleetPredicates(shape), fleetProperties(shape).filter(isSafety))
    expect(one.module).toMatch(/^Is_\w+_1\(l\)/m)
    expect(run(one.module)).toEqual(counts(one.graph))
    compareVerdict(one, 0)
  })

  test('knows what cannot be told apart in its alphabet, and nothing of a channel', () => {
    const machine = setup({}).createMachine({
      initial: 'a',
      states: {
        a: { on: { 'to\\b "now" (*': { target: 'b', actions: emit({ type: 'said\\' }) } } },
        b: { on: { '*)': 'a' } },
      },
    })
    const of = world(
      [
        party('x.y', machine, ['to\\b "now" (*', '*)'], ['said\\']),
        party('x_y', machine, ['*)', 'to\\b "now" (*'], ['said\\']),
      ],
      { stimuli: [stimulus('x.y', 'to\\b "now" (*'), stimulus('x_y', 'to\\b "now" (*'), stimulus('x.y', '*)')] },
    )
    const names = { 'in.b': inState('x.y', 'b'), in_b: inState('x_y', 'b') }
    const properties = [
      property({ kind: 'reachable', what: { and: [{ is: 'in.b' }, { not: { is: 'in_b' } }] } }, 'a-b'),
      property({ kind: 'invariant', given: { is: 'in_b' }, holds: { is: 'in.b' } }, 'a_b'),
    ]
    const one = exported(of, names, properties)
    expect(one.graph.states.size).toBe(4)
    expect(run(one.module)).toEqual(counts(one.graph))
    expect(properties.map((_, index) => compareVerdict(one, index))).toEqual(['holds', 'fails'])
  })

  test('states responses under their fairness, each by a name of its own', () => {
    const response = (id: string): Property =>
      property(
        {
          kind: 'response',
          trigger: { does: 'pings' },
          answer: { is: 'resting' },
          fairness: [{ kind: 'strong', text: 'time (of all *) goes on', step: { tick: true } }],
        },
        id,
      )
    const { module } = exported(air, predicates, [response('a-b'), response('a_b')])
    const defined = readModule(module).flatMap((unit) => (unit.is === 'define' ? [unit.name] : []))
    expect(defined.filter((name) => name.startsWith('Response_'))).toEqual(['Response_a_b_2', 'Response_a_b'])
    expect(run(module, 1).distinct).toBeGreaterThan(small.graph.states.size)
  })
})

describe('the evaluator notices a module in which', () => {
  const said = (module: string) => () => run(module)
  const replaced = (from: string, to: string, module = small.module): string => {
    expect(module).toContain(from)
    return module.replace(from, () => to)
  }

  test.each([
    ['IF s[4] = 0 THEN TRUE ELSE left[s[4]] > 0', '(s[4] = 0 \\/ left[s[4]] > 0)'],
    ['IF k = 0 THEN TRUE\n  ELSE /\\', '\\/ k = 0\n  \\/  /\\'],
  ])('a side of a disjunction may not be asked: %s', (from, to) => {
    const free = air.stimuli.map((one) => (one.event.type === 'cut' ? stimulus('beacon', 'cut') : one))
    const { module, graph } = exported({ ...air, stimuli: free }, predicates, asked)
    expect(run(module)).toEqual(counts(graph))
    expect(said(replaced(from, to, module))).toThrow('Attempted to access index 0')
  })

  test('a function is kept by its rule', () => {
    const places = [...small.module.matchAll(/<<>> \\o /g)].map(({ index }) => index)
    expect(places).toHaveLength(9)
    for (const place of places) {
      const wrong = small.module.slice(0, place) + small.module.slice(place + '<<>> \\o '.length)
      expect(said(wrong), wrong.slice(place - 40, place + 40)).toThrow('as a rule')
    }
  })

  test('a case has no condition but OTHER', () => {
    const wrong = small.module.replace(/(Reading\(k.*==\n {2}CASE )[\s\S]*?(OTHER -> 0)/, '$1$2')
    expect(said(wrong)).toThrow(/a condition before OTHER/)
  })

  test('a name is no name, or not defined yet', () => {
    expect(said(replaced('Is_resting(l)', 'Is_resting.1(l)'))).toThrow(SyntaxError)
    expect(said(replaced('Start ==', 'Begun =='))).toThrow('unknown operator Start')
    expect(said(replaced('Lose(w) ==', 'Put(w) =='))).toThrow(EvaluationError)
  })

  test.each([
    ['time passes although something is urgent', '/\\ ~Urgent', '/\\ TRUE'],
    ['a message arrives too early', '>= Least[c]', '>= 0'],
    ['a budget is not spent', '!.left[s[4]] = @ - 1', '!.left[s[4]] = @'],
    ['what is in a channel survives its end', 'THEN w.channels[c] ELSE <<>>', 'THEN w.channels[c] ELSE w.channels[c]'],
    ['a free timer is exact', 'Free_beacon == {', 'Free_beacon == {} Frei_beacon == {'],
    ['a timer stands still', 'THEN timers[p][s] - 1', 'THEN timers[p][s]'],
  ])('%s', (_, from, to) => {
    expect(run(replaced(from, to))).not.toEqual(counts(small.graph))
  })
})
