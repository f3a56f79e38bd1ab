// Runs TLC on an exported module: java, and the tla2tools.jar that the environment variable TLA2TOOLS_JAR names.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why TLC cannot run here; undefined where it can. */
export function missingTlc(jar = process.env.TLA2TOOLS_JAR): string | undefined {
  if (jar === undefined) return 'the environment variable TLA2TOOLS_JAR names no tla2tools.jar'
  if (!existsSync(jar)) return `TLA2TOOLS_JAR names ${jar}, which does not exist`
  return spawnSync('java', ['-version']).status === 0
    ? undefined
    : 'java is not installed (apt-get install -y default-jre-headless)'
}

export interface TlcReport {
  /** Distinct states. */
  readonly states: number
  /** Every way to a state, each initial one included. */
  readonly generated: number
  /** The invariant that is violated, or `temporal properties`; the counts are those of the moment at which it was. */
  readonly violated?: string
  readonly output: string
}

/** What TLC printed, as far as it is complete. @throws Error with the output where TLC did not finish */
export function readTlc(output: string): TlcReport {
  const counts = /^(\d+) states generated, (\d+) distinct states found, (\d+) states left on queue\.$/m.exec(output)
  const violated =
    /Invariant (\w+) is violated/.exec(output)?.[1] ??
    (/^Error: Temporal propert(y \S+ was|ies .*were) violated/m.test(output) ? 'temporal properties' : undefined)
  const finished = output.includes('No error has been found') && counts?.[3] === '0'
  if (!counts || (violated === undefined && !finished)) throw new Error(`TLC did not finish:\n${output.slice(-2000)}`)
  return {
    states: Number(counts[2]),
    generated: Number(counts[1]),
    ...(violated === undefined ? {} : { violated }),
    output,
  }
}

/**
 * One run of TLC with all cores.
 *
 * @param watched number of the property whose monitor is part of the state, from 1; 0 for none
 * @param checks what must hold, in words of TLC's configuration: `INVARIANT NoFault`, `PROPERTY Response_fair`
 */
export async function exploreTla(
  module: string,
  watched: number,
  checks: readonly string[],
  signal?: AbortSignal,
): Promise<TlcReport> {
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-tlc-'))
  try {
    const config = ['SPECIFICATION Spec', `CONSTANT Watched = ${watched}`, ...checks]
    await writeFile(join(cwd, 'ImpSpec.tla'), module)
    await writeFile(join(cwd, 'ImpSpec.cfg'), `${config.join('\n')}\n`)
    const jar = process.env.TLA2TOOLS_JAR!
    const args = [
      '-XX:+UseParallelGC',
      '-cp',
      jar,
      'tlc2.TLC',
      '-workers',
      'auto',
      '-config',
      'ImpSpec.cfg',
      'ImpSpec.tla',
    ]
    // A violated invariant is an exit code of TLC, too.
    const output = await promisify(execFile)('java', args, {
      cwd,
      maxBuffer: 2 ** 26,
      ...(signal ? { signal } : {}),
    }).then(
      ({ stdout }) => stdout,
      (error: unknown) => {
        if (signal?.aborted || !(error as { stdout?: string }).stdout) throw error
        return (error as { stdout: string }).stdout
      },
    )
    return readTlc(output)
  } finally {
    await rm(cwd, { recursive: true })
  }
}
