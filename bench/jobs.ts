// Which jobs there are, and how one is run: in a process of its own.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pick } from '../verification/configurationNames.js'
import type { Job, Outcome } from './measurement.js'
import { huge, systems } from './systems.js'

const execute = promisify(execFile)
const child = fileURLToPath(new URL('child.ts', import.meta.url))

export interface Choice {
  /** Names of systems and engines, or `family`; all if empty. */
  readonly only: readonly string[]
  readonly huge: boolean
  readonly workers: number
  readonly built: boolean
}

/** @throws UsageError for a name that is neither a system nor an engine */
export function jobsOf({ only, huge: withHuge, workers, built }: Choice): readonly Job[] {
  const engineNames = [...new Set(Object.values(systems).flatMap(({ engines }) => engines))]
  const names = [...Object.keys(systems), ...engineNames, 'family']
  const asked = pick(names, (name) => name, only, 'system or engine', `there are ${names.join(', ')}`)
  const askedEngines = asked.filter((name) => engineNames.includes(name))
  const askedSystems = asked.filter((name) => !engineNames.includes(name))
  const wanted = (system: string): boolean =>
    (askedSystems.length === 0 && (askedEngines.length > 0 || only.length === 0)) ||
    askedSystems.includes(system) ||
    (askedSystems.includes('family') && system.startsWith('family-'))
  return Object.entries(systems)
    .filter(([system]) => wanted(system))
    .flatMap(([system, { engines, runs }]) =>
      engines
        .filter((engine) => askedEngines.length === 0 || askedEngines.includes(engine))
        .filter(
          (engine) => withHuge || askedSystems.includes(system) || !huge.includes(system) || engine === 'symbolic',
        )
        // With one worker there is no second figure.
        .filter((engine) => workers > 1 || !engine.endsWith('-n') || !engines.includes(engine.replace('-n', '-1')))
        .map((engine): Job => ({ engine, system, runs, workers, built })),
    )
}

/** The line of what a process said that tells why it failed. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string }
  const lines = `${stderr ?? ''}\n${message ?? String(error)}`.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? 'it ended').trim()
}

/**
 * Runs a job. Where it fails, the failure is its outcome, with what its process said: the others go on.
 *
 * @param program what runs in the process; the engines by default
 * @throws Error where the bench itself is stopped
 */
export async function runJob(job: Job, signal?: AbortSignal, program = child): Promise<Outcome> {
  const argv = ['--expose-gc', '--import', 'tsx', program, JSON.stringify(job)]
  try {
    const { stdout } = await execute(process.execPath, argv, { maxBuffer: 2 ** 26, ...(signal ? { signal } : {}) })
    return JSON.parse(stdout) as Outcome
  } catch (error) {
    if (signal?.aborted) throw error
    return { failed: reasonOf(error) }
  }
}
