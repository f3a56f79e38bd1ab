// Runs SPIN on an exported model: spin, the C compiler, and the verifier that these make; reads what the verifier reports.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Why SPIN cannot run here; undefined where it can. */
export function missing(): string | undefined {
  const absent = (['spin', 'gcc'] as const).filter(
    (tool) => spawnSync(tool, [tool === 'spin' ? '-V' : '--version']).status !== 0,
  )
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not installed (apt-get install -y spin gcc)`
}

export interface SpinReport {
  /** Distinct states; the root, from which the initial states are chosen, is one of them. */
  readonly states: number
  /** Steps, the choice of each initial state included, and the arrival at the root. */
  readonly transitions: number
  readonly errors: number
  /** Verdict and number of exercises by property, of a verifier compiled with JUDGE. */
  readonly judged: Readonly<Record<string, { readonly verdict: string; readonly exercised: number }>>
  readonly output: string
}

const number = (output: string, pattern: RegExp): number => {
  const found = pattern.exec(output)
  if (!found) throw new Error(`the verifier does not say ${String(pattern)}:\n${output}`)
  return Number(found[1])
}

/** What a verifier printed, as far as it is complete. */
export function readReport(output: string): SpinReport {
  if (/max search depth too small|out of memory|memory bound/.test(output)) {
    throw new Error(`the verifier did not finish:\n${output}`)
  }
  const judged = [...output.matchAll(/^impspec: (\S+): (.+) \(exercised (\d+)\)$/gm)]
  return {
    states: number(output, /(\d+) states, stored/),
    transitions: number(output, /(\d+) transitions \(= stored\+matched\)/),
    errors: number(output, /errors: (\d+)/),
    judged: Object.fromEntries(
      judged.map(([, id, verdict, exercised]) => [id!, { verdict: verdict!, exercised: Number(exercised) }]),
    ),
    output,
  }
}

/** Makes the source of a verifier in a folder. */
export async function generateVerifier(cwd: string, model: string, defines: readonly string[] = []): Promise<void> {
  await writeFile(join(cwd, 'model.pml'), model)
  const { stdout } = await run('spin', ['-a', ...defines.map((macro) => `-D${macro}`), 'model.pml'], { cwd })
  if (stdout.includes('Error')) throw new Error(`spin rejects the model:\n${stdout}`)
}

/** Compiles the verifier of a folder, which stores states exactly, to `./pan`. */
export async function compileVerifier(cwd: string, macros: readonly string[], optimize = '-O3'): Promise<void> {
  const flags = ['-DSAFETY', '-DNOREDUCE', ...macros.map((macro) => `-D${macro}`)]
  await run('gcc', [optimize, '-w', ...flags, '-o', 'pan', 'pan.c'], { cwd })
}

export interface SpinOptions {
  /** Of the C compiler; -O3 by default. */
  readonly optimize?: string
  /** Macros for SPIN: `BUDGET_0=3`. */
  readonly constants?: readonly string[]
  /** States that there will be: a run without repetition is no longer. A million by default. */
  readonly states?: number
  readonly signal?: AbortSignal
  /** Is told what begins. */
  readonly onProgress?: (what: string) => void
}

/**
 * Explores a model exhaustively, states stored exactly, once for each list of macros.
 *
 * @param defines macros for the C compiler: `JUDGE`, `PROPERTY=3`
 * @throws Error for a model that is rejected, and a search that does not end
 */
export async function explorePromela(
  model: string,
  defines: readonly (readonly string[])[],
  { optimize = '-O3', constants = [], states = 1_000_000, signal, onProgress }: SpinOptions = {},
): Promise<readonly SpinReport[]> {
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-spin-'))
  try {
    onProgress?.('spin reads the model')
    await generateVerifier(cwd, model, constants)
    const reports: SpinReport[] = []
    for (const macros of defines) {
      const named = macros.join(' ')
      onProgress?.(`gcc compiles the verifier ${named}`)
      await compileVerifier(cwd, macros, optimize)
      signal?.throwIfAborted()
      onProgress?.(`the verifier runs ${named}`)
      // The exit code says nothing of what was found.
      const limits = [`-m${2 * states}`, `-w${Math.max(16, Math.ceil(Math.log2(states)) + 2)}`]
      const verifier = await run('./pan', limits, { cwd, maxBuffer: 2 ** 26, ...(signal ? { signal } : {}) })
      reports.push(readReport(verifier.stdout))
    }
    return reports
  } finally {
    await rm(cwd, { recursive: true })
  }
}
