// TLC on the exported TLA+, where TLA2TOOLS_JAR names a tla2tools.jar: as many states, and the verdicts of the monitors.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { decide } from '../../checker/graph/decide.js'
import { explore } from '../../checker/graph/explore.js'
import { tlaplusOf } from '../../checker/export/tlaplus.js'
import { air, asked, predicates } from '../checker/air.js'

const jar = process.env.TLA2TOOLS_JAR
if (jar === undefined) console.warn('TLC agreement skipped: TLA2TOOLS_JAR does not name a tla2tools.jar')

const graph = explore(prepare(air, predicates, asked, { slice: false }))
const { module, config } = tlaplusOf(graph.world, { properties: asked, heading: [] }, 'Air')

async function tlc(cfg: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-tlc-'))
  try {
    await writeFile(join(cwd, 'Air.tla'), module)
    await writeFile(join(cwd, 'Air.cfg'), cfg)
    // A violated invariant is an exit code of TLC, too.
    const args = ['-cp', jar!, 'tlc2.TLC', '-config', 'Air.cfg', 'Air.tla']
    return await promisify(execFile)('java', args, { cwd }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stdout: string }).stdout,
    )
  } finally {
    await rm(cwd, { recursive: true })
  }
}

describe.runIf(jar !== undefined)('TLC agrees', () => {
  test('on the number of states', async () => {
    expect(await tlc(config)).toContain(` ${graph.states.size} distinct states found`)
  })

  test.each(asked.map((property, index) => [property.id, property, index + 1] as const))(
    'on property %s',
    async (_, property, watched) => {
      const invariant = property.pattern.kind === 'reachable' ? 'NotWitnessed' : 'NotViolated'
      const output = await tlc(`SPECIFICATION Spec\nCONSTANT Watched = ${watched}\nINVARIANT ${invariant}\n`)
      const { verdict } = decide(graph, property)
      const found = property.pattern.kind === 'reachable' ? verdict === 'holds' : verdict === 'fails'
      expect(output.includes(`Invariant ${invariant} is violated`), output).toBe(found)
    },
  )
})
