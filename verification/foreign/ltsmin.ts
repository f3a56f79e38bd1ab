// Runs LTSmin on an exported model: the C compiler, and pins2lts-mc, which explores on all cores.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why LTSmin cannot run here; undefined where it can. */
export function missingLtsmin(): string | undefined {
  const runs = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!runs('gcc')) return 'gcc is not installed (apt-get install -y gcc)'
  return runs('pins2lts-mc')
    ? undefined
    : 'pins2lts-mc is not on the PATH (build LTSmin from https://github.com/utwente-fmt/ltsmin; ' +
        'where its headers are elsewhere than /usr/include, CPATH says so)'
}

export interface LtsminReport {
  /** Distinct states, the root among them. */
  readonly states: number
  readonly transitions: number
  /** Whether a state was found in which the invariant does not hold; the counts are those of that moment. */
  readonly violated: boolean
}

/** What the engine printed. @throws Error with the output where it did not finish */
export function readLtsmin(output: string): LtsminReport {
  const counts = /Explored (\d+) states (\d+) transitions/.exec(output)
  if (!counts || output.includes('** error **')) throw new Error(`LTSmin did not finish:\n${output.slice(-2000)}`)
  return {
    states: Number(counts[1]),
    transitions: Number(counts[2]),
    violated: /Invariant violation .*found/.test(output),
  }
}

export interface LtsminRun {
  /** Macros for the C compiler: `PROPERTY=3`. */
  readonly macros: readonly string[]
  /** What must hold in every state, over the labels of the model. */
  readonly invariant: string
}

/** Compiles a model, and explores it once for each run. */
export async function explorePins(
  model: string,
  runs: readonly LtsminRun[],
  options: { readonly states: number; readonly signal: AbortSignal; readonly onProgress: (what: string) => void },
): Promise<readonly LtsminReport[]> {
  const { states, signal, onProgress } = options
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-ltsmin-'))
  const run = promisify(execFile)
  try {
    await writeFile(join(cwd, 'world.c'), model)
    const reports: LtsminReport[] = []
    for (const { macros, invariant } of runs) {
      const named = macros.join(' ')
      onProgress(`gcc compiles the model ${named}`)
      const flags = macros.map((macro) => `-D${macro}`)
      await run('gcc', ['-O3', '-shared', '-fPIC', ...flags, '-o', 'world.so', 'world.c'], { cwd, signal })
      onProgress(`LTSmin runs ${named}`)
      const size = `-s${Math.max(20, Math.ceil(Math.log2(states)) + 2)}`
      const args = [size, `--invariant=${invariant}`, join(cwd, 'world.so')]
      // A violated invariant is an exit code, too.
      const output = await run('pins2lts-mc', args, { cwd, signal, maxBuffer: 2 ** 26 }).then(
        ({ stdout, stderr }) => stdout + stderr,
        (error: unknown) => {
          const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
          if (signal.aborted || stdout === undefined) throw error
          return stdout + (stderr ?? '')
        },
      )
      reports.push(readLtsmin(output))
    }
    return reports
  } finally {
    await rm(cwd, { recursive: true })
  }
}
