// The exports of other people's machines, with services, delayed raises and history, read by SPIN and compiled by gcc.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { isSafety } from '../../checker/export/monitors.js'
import { pinsOf } from '../../checker/export/pins.js'
import { promelaOf } from '../../checker/export/promela.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import type { Property } from '../../model/property.js'
import type { World } from '../../model/world.js'
import type { DefinedSpecification } from '../../model/index.js'
import { expectedOf } from '../../verification/foreign/expected.js'
import { explorePromela } from '../../verification/foreign/spin.js'
import { machineShapes } from '../checker/machines/shapes.js'
import { worldOf } from '../checker/machines/machineOf.js'
import { inState, property } from '../checker/worlds.js'
import { reason, skipped } from './expected.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const cwd = mkdtempSync(join(tmpdir(), 'impspec-foreign-'))

/** What the driver of PINS finds in a model. */
function pinsFinds(graph: Graph, properties: readonly Property[], name: string): string {
  const text = pinsOf(graph.world, { properties, heading: [] })
  writeFileSync(join(cwd, `${name}.c`), text)
  const include = ['-O0', '-I', join(root, 'test/spin/pins')]
  const options = /^ +Compile it: +gcc (.*) -o world\.so FILE\.c$/m.exec(text)![1]!.split(' ')
  execFileSync('gcc', [...include, '-Wall', '-Wextra', '-Werror', ...options, '-o', `${name}.so`, `${name}.c`], { cwd })
  execFileSync('gcc', [...include, '-rdynamic', '-o', 'driver', join(root, 'test/spin/pins/driver.c'), '-ldl'], { cwd })
  const { stdout, stderr } = spawnSync(join(cwd, 'driver'), [join(cwd, `${name}.so`)], { cwd, encoding: 'utf8' })
  return stdout + stderr
}

async function compare(graph: Graph, asked: readonly Property[], name: string): Promise<void> {
  const model = promelaOf(graph.world, { properties: asked, heading: [] })
  const [report] = await explorePromela(model, [['JUDGE']], { optimize: '-O0' })
  expect(report).toMatchObject(expectedOf(graph, asked))
  const { states, transitions, starts } = graph
  expect(pinsFinds(graph, asked, name)).toBe(
    `states ${states.size + 1} transitions ${transitions + starts.length} faults 0 ended 0 processes 1\n`,
  )
}

// A limit only stops what hangs.
const timeout = 1_800_000

describe.skipIf(skipped)('SPIN and the driver of PINS have the states, the steps and the verdicts', { timeout }, () => {
  test('can run', () => expect(reason).toBeUndefined())

  test.each(['socketClient', 'userLoader', 'searchBox', 'mediaPlayer', 'checkout'])(
    'of the example %s',
    async (name) => {
      const module = (await import(`${root}examples/specifications/styles/${name}.ts`)) as {
        default: DefinedSpecification
      }
      const { predicates, properties, world } = module.default
      const asked = properties.filter(isSafety)
      const graph = explore(prepare(world({}), predicates, asked, { slice: false }))
      expect([graph.stopped, graph.fault]).toEqual([undefined, undefined])
      await compare(graph, asked, name)
    },
  )

  test('of random machines', async () => {
    const predicates = { begun: inState('a', 'main'), over: inState('a', 'over') }
    const asked = [
      property({ kind: 'never', what: { is: 'over' } }, 'never-over'),
      property({ kind: 'reachable', what: { is: 'begun' } }, 'can-begin'),
    ]
    const worlds = fc.sample(fc.array(machineShapes, { minLength: 1, maxLength: 1 }), { numRuns: 200, seed: 7 })
    let compared = 0
    for (const shapes of worlds) {
      const graph = exploredOrRefused(worldOf(shapes), predicates, asked)
      if (graph === undefined || graph.stopped || graph.fault || graph.states.size < 30) continue
      await compare(graph, asked, `random${compared++}`)
      if (compared === 8) break
    }
    expect(compared).toBe(8)
  })
})

/** The graph of a world; undefined where it is refused. */
function exploredOrRefused(world: World, predicates: Parameters<typeof prepare>[1], asked: readonly Property[]) {
  try {
    return explore(prepare(world, predicates, asked, { slice: false }), { maxStates: 600 })
  } catch (error) {
    if (error instanceof Error && error.name === 'SpecificationError') return undefined
    throw error
  }
}
