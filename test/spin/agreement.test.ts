// SPIN against the checker: the exported world has as many states and steps there, and the same verdicts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { decide } from '../../checker/graph/decide.js'
import { explore } from '../../checker/graph/explore.js'
import { isSafety, monitorTables } from '../../checker/export/monitors.js'
import { promelaOf } from '../../checker/export/promela.js'
import {
  agreementOn,
  differences,
  exportedWorld,
  readSpin,
  spinWorlds,
  type ExportedWorld,
} from '../../docs/generate/spin.js'
import { patterns, property, vocabulary, worlds } from '../checker/worlds.js'
import { expectedOf } from '../../verification/foreign/expected.js'
import { reason, skipped } from './expected.js'
import { productSize } from './product.js'
import { explorePromela } from '../../verification/foreign/spin.js'

/** Each property by itself: the state with its monitor where it holds, an error where it does not. */
async function compareAlone(
  { graph, asked, model }: Pick<ExportedWorld, 'graph' | 'asked' | 'model'>,
  ids: readonly string[],
  optimize?: string,
): Promise<string[]> {
  const safety = asked.filter(isSafety)
  const numbers = ids.map((id) => safety.findIndex((one) => one.id === id))
  const reports = await explorePromela(
    model,
    numbers.map((number) => [`PROPERTY=${number}`]),
    optimize === undefined ? {} : { optimize },
  )
  return numbers.map((number, index) => {
    const one = safety[number]!
    const { verdict } = decide(graph, one)
    const { errors, states } = reports[index]!
    const found = one.pattern.kind === 'reachable' ? verdict === 'holds' : verdict === 'fails'
    expect(errors, one.id).toBe(found ? 1 : 0)
    if (!found) expect(states, one.id).toBe(productSize(graph, one) + 1)
    return verdict
  })
}

describe.skipIf(skipped)('SPIN agrees', () => {
  test('can run', () => expect(reason).toBeUndefined())

  test.each(spinWorlds)('on every state, step and verdict of the scope %s, %o, as recorded', async (scope, changes) => {
    const world = exportedWorld(scope, changes)
    const agreement = await agreementOn(world)
    expect(differences(agreement)).toEqual([])
    const recorded = readSpin()?.worlds.find((one) => one.scope === scope && one.configuration === world.configuration)
    expect(agreement, 'docs/generated/spin.json; npm run generate:spin writes it').toEqual(recorded)
  })

  test('on properties whose monitors are part of the state', async () => {
    const polling = exportedWorld('polling', {})
    const ids = ['poll-ends-within-a-minute', 'success-means-claimed', 'two-failures-look-alike']
    expect(await compareAlone(polling, ids, '-O1')).toEqual(['holds', 'holds', 'holds'])
    const factory = exportedWorld('factory', {})
    expect(await compareAlone(factory, ['blessing-follows-test'], '-O1')).toEqual(['holds'])
  })

  test('on random small worlds with latencies, losses, budgets and free delays', async () => {
    const verdicts = new Set<string>()
    let compared = 0
    const sample = fc.sample(fc.tuple(worlds, fc.array(patterns, { minLength: 12, maxLength: 12 })), {
      numRuns: 60,
      seed: 20261124,
    })
    for (const [world, some] of sample) {
      const asked = some.map((pattern, index) => property(pattern, `p${index}`)).filter(isSafety)
      const graph = explore(prepare(world, vocabulary, asked, { slice: false }), { maxStates: 5_000 })
      if (graph.stopped || graph.fault || graph.states.size < 40) continue
      const one = { graph, asked, model: promelaOf(graph.world, { properties: asked, heading: [] }) }
      const [report] = await explorePromela(one.model, [['JUDGE']], { optimize: '-O0' })
      expect(report).toMatchObject(expectedOf(one.graph, one.asked))
      const stateful = asked.filter((each) => monitorTables(each, graph.world.quantum).modes > 1).slice(0, 2)
      const found = await compareAlone(
        one,
        stateful.map(({ id }) => id),
        '-O0',
      )
      found.forEach((verdict) => verdicts.add(verdict))
      if (++compared === 12) break
    }
    expect(compared).toBe(12)
    expect([...verdicts].sort()).toEqual(['fails', 'holds', 'vacuous'])
  })
})
