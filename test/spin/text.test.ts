// What a user may do to an exported model, and what a world may be called: SPIN takes it, and means the same.
import { emit, setup } from 'xstate'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { promelaOf } from '../../checker/export/promela.js'
import type { World } from '../../model/world.js'
import { air, asked, predicates } from '../checker/air.js'
import { party, property, stimulus, world } from '../checker/worlds.js'
import { expectedOf } from '../../verification/foreign/expected.js'
import { skipped } from './expected.js'
import { explorePromela } from '../../verification/foreign/spin.js'

const exploredWith = (cuts: number): Graph => {
  const stimuli: World['stimuli'] = air.stimuli.map((one) =>
    one.event.type === 'cut' ? { ...one, budget: cuts } : one,
  )
  return explore(prepare({ ...air, stimuli }, predicates, asked, { slice: false }))
}

describe.skipIf(skipped)('SPIN takes', () => {
  const modelOf = (graph: Graph): string => promelaOf(graph.world, { properties: asked, heading: [] })

  test.each([2, 4, 20])('a budget that is raised to %d, as wide as it has to be', async (cuts) => {
    const model = modelOf(exploredWith(2))
    expect(model).toContain('#define BUDGET_1 2 ')
    const [report] = await explorePromela(model, [['JUDGE']], { optimize: '-O0', constants: [`BUDGET_1=${cuts}`] })
    expect(report).toMatchObject(expectedOf(exploredWith(cuts), asked))
  })

  test('no step that was never explored', async () => {
    const [report] = await explorePromela(modelOf(exploredWith(1)), [['JUDGE']], {
      optimize: '-O0',
      constants: ['BUDGET_1=2'],
    })
    expect(report!.errors).toBe(1)
  })

  test('no budget that no width holds', async () => {
    const model = modelOf(exploredWith(1))
    await expect(
      explorePromela(model, [['JUDGE']], { optimize: '-O0', constants: ['BUDGET_1=70000'] }),
    ).rejects.toThrow()
  })

  test('names and titles that end comments and strings', async () => {
    const machine = setup({}).createMachine({
      initial: 'a */ b',
      states: {
        'a */ b': { on: { 'go */ "\\': { target: 'c', actions: emit({ type: 'said */' }) } } },
        c: { on: { 'said */': 'a */ b' } },
      },
    })
    const named = (name: string) => ({
      ...party(name, machine, ['go */ "\\', 'said */'], ['said */']),
      title: `the */ ${name}\n"`,
    })
    const of = world([named('one */'), named('one')], {
      stimuli: [stimulus('one */', 'go */ "\\'), stimulus('one', 'go */ "\\')],
      channels: [{ name: 'air */', capacity: 1, latency: { least: 0, most: 0 } }],
      links: [{ from: 'one */', says: 'said */', to: 'one', channel: 'air */' }],
    })
    const graph = explore(prepare(of, {}, [], { slice: false }))
    expect(graph.fault).toBeUndefined()
    expect(graph.states.size).toBeGreaterThan(3)
    const claim = property({ kind: 'never', what: { or: [] } }, 'one')
    const properties = [{ ...claim, claim: 'ends */ here', title: '*/\n' }]
    const [report] = await explorePromela(promelaOf(graph.world, { properties, heading: ['*/'] }), [[]], {
      optimize: '-O0',
    })
    expect(report).toMatchObject({
      states: graph.states.size + 1,
      transitions: graph.transitions + graph.starts.length + 1,
      errors: 0,
    })
  })
})
