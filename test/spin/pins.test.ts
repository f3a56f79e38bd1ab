// The PINS export against the checker: the file of C as it is written, compiled as its head says, explored by a driver of our own
// that stores every state and holds each step to the matrices; on several processes where Debian's openmpi is.
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
import { explore, type Graph } from '../../checker/graph/explore.js'
import { exportedWorld } from '../../docs/generate/spin.js'
import { baseline, combinations } from '../../machines/configurations.js'
import { fleet, type FleetOptions } from '../../machines/fleet/index.js'
import { system } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import { predicates as everyPredicate, properties as all } from '../../properties/index.js'
import { fleetPredicates, fleetProperties } from '../../properties/claims/fleet.js'
import type { Property } from '../../properties/language/property.js'
import { isFound } from '../../verification/foreign/expected.js'
import { together } from '../../verification/foreign/together.js'
import { air, asked, predicates } from '../checker/air.js'
import { patterns, property, vocabulary, worlds } from '../checker/worlds.js'
import { productSize } from './product.js'

const folder = fileURLToPath(new URL('pins', import.meta.url))
const runs = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0
const absent = (tool: string, debian: string): string | undefined =>
  runs(tool) ? undefined : `${tool} is not installed (apt-get install -y ${debian})`

/** What is missing is a reason to skip at home, and a failure where everything must run. */
const atHome = process.env.CI !== 'true'
const missing = absent('gcc', 'gcc')
const missingMpi = absent('mpicc', 'libopenmpi-dev openmpi-bin')

const cwd = mkdtempSync(join(tmpdir(), 'impspec-pins-'))
const build = (compiler: string, ...args: readonly string[]): string =>
  execFileSync(compiler, ['-O2', '-I', folder, ...args], { cwd, encoding: 'utf8' })

let compiled = 0
/** The model as a plugin, made by the command in its head. */
function plugin(model: string, ...macros: readonly string[]): string {
  const name = `world${compiled++}`
  writeFileSync(join(cwd, `${name}.c`), model)
  const command = /^ +Compile it: +gcc (.*) -o world\.so FILE\.c$/m.exec(model)![1]!.split(' ')
  build('gcc', '-Wall', '-Wextra', '-Werror', ...command, ...macros, '-o', `${name}.so`, `${name}.c`)
  return join(cwd, `${name}.so`)
}

const driver = (...command: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(command[0]!, command.slice(1), { cwd, encoding: 'utf8' })
  return stdout + stderr
}

const counted = ({ states, transitions, starts }: Graph, processes = 1): string =>
  `states ${states.size + 1} transitions ${transitions + starts.length} faults 0 ended 0 processes ${processes}\n`

const small = explore(prepare(air, predicates, asked, { slice: false }))
const model = pinsOf(small.world, { properties: asked, heading: ['a test */'] })

describe.skipIf(missing !== undefined && atHome)('an exported PINS model', () => {
  test('can be compiled here', () => expect(missing).toBeUndefined())

  const explorer = (): string => {
    build('gcc', '-rdynamic', '-o', 'driver', join(folder, 'driver.c'), '-ldl')
    return join(cwd, 'driver')
  }

  test('has the states and the steps of worlds, each step within its matrices', () => {
    const run = explorer()
    expect(driver(run, plugin(model))).toBe(counted(small))
    for (const [scope, changes] of [
      ['factory', {}],
      ['factory', { boot: 'fast' }],
      ['polling', {}],
    ] as const) {
      const { graph, asked: properties } = exportedWorld(scope, changes)
      expect(driver(run, plugin(pinsOf(graph.world, { properties, heading: [] })))).toBe(counted(graph))
    }
    for (const shape of [
      { devices: 1, timed: false },
      { devices: 2, timed: false },
      { devices: 1, timed: false, life: 'failing' },
      { devices: 1, timed: false, stagger: 1 },
    ] satisfies readonly FleetOptions[]) {
      const properties = fleetProperties(shape).filter(isSafety)
      const graph = explore(prepare(fleet(baseline, shape), fleetPredicates(shape), properties, { slice: false }))
      expect(driver(run, plugin(pinsOf(graph.world, { properties, heading: [] })))).toBe(counted(graph))
    }
  })

  test('has those of eight products in one file, each an initial state behind the root', () => {
    const names = ['codeLoading', 'blinkupRestarts', 'lateConnection'] as const
    const own = all.filter(({ id }) => id === 'success-means-claimed')
    const members = combinations(names).map(({ name, values }) => ({
      name,
      world: system(values, 'polling'),
    }))
    const graphOf = (world: World): Graph => explore(prepare(world, everyPredicate, own))
    const family = graphOf(together(members))
    expect([members.length, family.starts.length % 8]).toEqual([8, 0])
    // What tells the products apart is in the state: they share none.
    const sizes = members.map(({ world }) => graphOf(world).states.size)
    expect(family.states.size).toBe(sizes.reduce((sum, size) => sum + size, 0))
    expect(new Set(sizes).size).toBeGreaterThan(1)
    const text = pinsOf(family.world, { properties: own, heading: [] })
    expect(driver(explorer(), plugin(text))).toBe(counted(family))
  })

  test('decides safety properties, also of random worlds', () => {
    const run = explorer()
    const found = new Set<boolean>()
    const compare = (graph: Graph, properties: readonly Property[], text: string): void => {
      properties.forEach((one, index) => {
        const output = driver(run, plugin(text, `-DPROPERTY=${index}`))
        const ended = Number(/ended (\d+)/.exec(output)?.[1]) > 0
        expect(ended, `${one.id}: ${output}`).toBe(isFound(graph, one))
        if (!ended) expect(output).toContain(`states ${productSize(graph, one) + 1} transitions`)
        found.add(ended)
      })
    }
    compare(small, asked.filter(isSafety), model)
    const sample = fc.sample(fc.tuple(worlds, fc.array(patterns, { minLength: 4, maxLength: 4 })), {
      numRuns: 60,
      seed: 20261129,
    })
    let compared = 0
    for (const [world, some] of sample) {
      const properties = some.map((pattern, index) => property(pattern, `p${index}`)).filter(isSafety)
      const graph = explore(prepare(world, vocabulary, properties, { slice: false }), { maxStates: 5_000 })
      if (graph.stopped || graph.fault || graph.states.size < 40) continue
      const text = pinsOf(graph.world, { properties, heading: [] })
      expect(driver(run, plugin(text))).toBe(counted(graph))
      compare(graph, properties.slice(0, 2), text)
      if (++compared === 6) break
    }
    expect([compared, [...found].sort()]).toEqual([6, [false, true]])
  })

  test.each([
    ['time stands still although nothing is urgent', 'return !urgent(state)', 'return 0'],
    ['a message arrives too early', 'state[c->at + 1] >= c->least', '1'],
    ['a budget is not spent', 'now[s->budget]--', 'now[s->budget]'],
    ['what is in a channel survives its end', 'lose(step->now);\n}', '}'],
    ['a timer stands still', 'if (*timer) --*timer;', ';'],
    ['a timer starts with other ticks', '-1 - move[slot] :', '7 :'],
    ['what was never explored is ignored', 'if (found < 0) { step->ok = 0; return; }', 'if (found < 0) return;'],
    [
      'more is written than the matrix says',
      'static const unsigned short writes[] = {\n  0, ',
      'static const unsigned short writes[] = {\n  1, ',
    ],
    [
      'more is read than the matrix says',
      /(static const unsigned short reads\[\] = \{\n(?: *\d+,){9})[^;]*;/,
      '$1 0 };',
    ],
  ])('is noticed where %s', (what, from, to) => {
    const wrong = model.replace(from, to)
    expect(wrong).not.toBe(model)
    // What the exploration never met is in a larger world.
    const macros = what.includes('never explored') ? ['-DBUDGET_0=3'] : []
    const output = driver(explorer(), plugin(wrong, ...macros, '-Wno-error'))
    if (macros.length === 0) expect(output).not.toBe(counted(small))
    else expect(driver(explorer(), plugin(model, ...macros))).not.toBe(output)
  })

  test.skipIf(missingMpi !== undefined && atHome)('is explored alike by three processes over MPI', () => {
    expect(missingMpi).toBeUndefined()
    build('mpicc', '-DWITH_MPI', '-rdynamic', '-o', 'driver-mpi', join(folder, 'driver.c'), '-ldl')
    const mpirun = ['mpirun', '--allow-run-as-root', '--oversubscribe', '-n', '3', join(cwd, 'driver-mpi')]
    expect(driver(...mpirun, plugin(model))).toContain(counted(small, 3))
    const { graph, asked: properties } = exportedWorld('polling', {})
    expect(driver(...mpirun, plugin(pinsOf(graph.world, { properties, heading: [] })))).toContain(counted(graph, 3))
  })
})
if (missing !== undefined && atHome) console.warn(`PINS agreement skipped: ${missing}`)
if (missingMpi !== undefined && atHome) console.warn(`PINS over MPI skipped: ${missingMpi}`)
