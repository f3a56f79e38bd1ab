// TLC on the exported TLA+, where TLA2TOOLS_JAR names a tla2tools.jar: as many states and steps, and the verdicts of the
// monitors. Where it does not, test/checker/export/tla/ evaluates the same modules.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { isSafety } from '../../checker/export/monitors.js'
import { decide } from '../../checker/graph/decide.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { tlaChecks, tlaplusOf } from '../../checker/export/tlaplus.js'
import { exportedWorld } from '../../docs/generate/spin.js'
import { baseline } from '../../machines/configurations.js'
import { fleet } from '../../machines/fleet/index.js'
import type { Property } from '../../model/property.js'
import { exploreTla } from '../../verification/foreign/tlc.js'
import { isFound } from '../../verification/foreign/expected.js'
import { air, asked, predicates } from '../checker/air.js'
import { patterns, property, vocabulary, worlds } from '../checker/worlds.js'
import { foreignSpecification } from '../../verification/fromModule.js'
import { command } from '../cli/command.js'

const jar = process.env.TLA2TOOLS_JAR
if (jar === undefined) console.warn('TLC agreement skipped: TLA2TOOLS_JAR does not name a tla2tools.jar')

async function tlc(module: string, cfg: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-tlc-'))
  try {
    await writeFile(join(cwd, 'ImpSpec.tla'), module)
    await writeFile(join(cwd, 'ImpSpec.cfg'), cfg)
    // A violated invariant is an exit code of TLC, too.
    const args = ['-cp', jar!, 'tlc2.TLC', '-config', 'ImpSpec.cfg', 'ImpSpec.tla']
    return await promisify(execFile)('java', args, { cwd, maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stdout: string }).stdout,
    )
  } finally {
    await rm(cwd, { recursive: true })
  }
}

/** The module of an explored world, and what TLC must count in it. */
function counted(graph: Graph, properties: readonly Property[]): { module: string; config: string; counts: string } {
  const generated = graph.transitions + graph.starts.length
  return {
    ...tlaplusOf(graph.world, { properties, heading: [] }),
    counts: `${generated} states generated, ${graph.states.size} distinct states found, 0 states left on queue.`,
  }
}

describe.runIf(jar !== undefined)('TLC agrees', () => {
  const graph = explore(prepare(air, predicates, asked, { slice: false }))
  const { module, config, counts } = counted(graph, asked)

  test('on the number of states and steps', async () => {
    expect(await tlc(module, config)).toContain(counts)
  })

  test.each([
    ['factory', {}],
    ['factory', { boot: 'fast' }],
    ['wakeReasons', { errorPolicy: 'return-on-error' }],
    ['polling', {}],
  ] as const)('on those of the scope %s, %o', async (scope, changes) => {
    const { graph: explored, asked: properties } = exportedWorld(scope, changes)
    const one = counted(explored, properties)
    expect(await tlc(one.module, one.config)).toContain(one.counts)
  })

  test('on those of fleets, of a model without properties', async () => {
    for (const devices of [1, 2]) {
      const one = counted(explore(prepare(fleet(baseline, { devices, timed: false }), {}, [], { slice: false })), [])
      expect(await tlc(one.module, one.config)).toContain(one.counts)
    }
  })

  test.each(asked.filter(isSafety).map((property, index) => [property.id, property, index + 1] as const))(
    'on property %s',
    async (_, property, watched) => {
      const invariant = property.pattern.kind === 'reachable' ? 'NotWitnessed' : 'NotViolated'
      const cfg = `SPECIFICATION Spec\nCONSTANT Watched = ${watched}\nINVARIANT ${invariant}\n`
      const output = await tlc(module, cfg)
      const { verdict } = decide(graph, property)
      const found = property.pattern.kind === 'reachable' ? verdict === 'holds' : verdict === 'fails'
      expect(output.includes(`Invariant ${invariant} is violated`), output).toBe(found)
      // A run that ended otherwise decides nothing.
      expect(output).toContain(found ? 'is violated' : 'No error has been found')
    },
  )

  test('on responses under fairness, also where a step leaves the state as it is', async () => {
    const found: string[] = []
    const sample = fc.sample(fc.tuple(worlds, patterns), { numRuns: 600, seed: 1 })
    for (const [of, pattern] of sample) {
      if (pattern.kind !== 'response') continue
      const properties = [property(pattern, 'response')]
      const one = explore(prepare(of, vocabulary, properties, { slice: false }), { maxStates: 500 })
      if (one.stopped || one.fault || one.states.size < 40) continue
      const fails = isFound(one, properties[0]!)
      // Those that nothing can break, and those that everything does, say little.
      if (pattern.fairness.length === 0 && (!fails || found.filter((told) => told === 'bare fails').length === 3))
        continue
      const { module: text } = tlaplusOf(one.world, { properties, heading: [] })
      const { violated } = await exploreTla(text, 1, ['INVARIANT NoFault', tlaChecks(properties)[0]!.check])
      expect(violated, JSON.stringify(pattern)).toBe(fails ? 'temporal properties' : undefined)
      found.push(`${pattern.fairness.length === 0 ? 'bare' : 'fair'} ${fails ? 'fails' : 'holds'}`)
      if (found.length === 12) break
    }
    expect([...new Set(found)].sort()).toEqual(['bare fails', 'fair fails', 'fair holds'])
  }, 900_000)

  test('by impspec confirm, on two parties and their responses', async () => {
    const argv = ['confirm', '--with', 'tlc', '--property', 'ping-is-answered', 'ping-is-answered-unfairly']
    const { code, out, err } = await command(argv, await foreignSpecification(new URL('pingPong.ts', import.meta.url)))
    expect([code, err.includes('error')], out + err).toEqual([0, false])
    expect(out).toMatch(/✓ same\s+ping-is-answered\s+every fair run answers/)
    expect(out).toMatch(/✓ same\s+ping-is-answered-unfairly\s+an answer is owed for ever/)
    expect(out).not.toContain('are not asked')
  })
})
