// Engines that run the exported system: SPIN, and TLC and LTSmin where they are at hand.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { prepare } from '../../checker/compile/prepare.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { promelaOf, tlaplusOf } from '../../checker/export/index.js'
import { pinsOf } from '../../checker/export/pins.js'
import type { World } from '../../model/world.js'
import { readLtsmin } from '../../verification/foreign/ltsmin.js'
import { missingTlc } from '../../verification/foreign/tlc.js'
import { compileVerifier, generateVerifier, missing, readReport } from '../../verification/foreign/spin.js'
import { timed, type Job, type Measurement, type Outcome, type Sample } from '../measurement.js'

const execute = promisify(execFile)
const bare = { properties: [], heading: [] }
const maxBuffer = 2 ** 26

const graphOf = (world: World): Graph => explore(prepare(world, {}, [], { slice: false }))

async function within<T>(work: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = await mkdtemp(join(tmpdir(), 'impspec-bench-'))
  try {
    return await work(cwd)
  } finally {
    await rm(cwd, { recursive: true })
  }
}

/** CPU seconds of the children of a shell, from the second line of `times`: `0m1.5s 0m0.25s`. */
export function cpuOf(output: string): number {
  const found = /(\d+)m([\d.]+)s\s+(\d+)m([\d.]+)s\s*$/.exec(output)
  if (!found) throw new Error(`the shell does not say how long its children ran:\n${output.slice(-200)}`)
  const [userMinutes, userSeconds, systemMinutes, systemSeconds] = found.slice(1).map(Number)
  return userMinutes! * 60 + userSeconds! + systemMinutes! * 60 + systemSeconds!
}

/** A shell may count in steps of 10 ms: fewer CPU seconds than these say nothing. */
const leastCpu = 0.1

/** Runs a command line as a child of a shell, which knows what CPU time its children took. */
async function measured(command: string, cwd: string): Promise<{ readonly output: string; readonly sample: Sample }> {
  const { result, sample } = await timed(() => execute('sh', ['-c', `${command}; times`], { cwd, maxBuffer }))
  const cpu = cpuOf(result.stdout)
  return { output: result.stdout, sample: { wall: sample.wall, cpu: cpu < leastCpu ? 0 : cpu } }
}

/** Bytes of a line of the verifier's memory statistics, which are in MB; 0 without that line. */
const megabytes = (output: string, what: string): number =>
  Number(new RegExp(`([\\d.]+)\\s+${what}`).exec(output)?.[1] ?? 0) * 2 ** 20

async function pan(graph: Graph, { runs }: Job, threads: number, macros: readonly string[]): Promise<Measurement> {
  const states = graph.states.size
  // A run without repetition is no longer than there are states; the table has four slots for each state.
  const limits = `-m${Math.max(10_000, states + 2)} -w${Math.max(16, Math.ceil(Math.log2(states)) + 2)}`
  return within(async (cwd) => {
    const { sample: preparation } = await timed(async () => {
      await generateVerifier(cwd, promelaOf(graph.world, bare))
      await compileVerifier(cwd, macros)
    })
    const results = []
    for (let count = 0; count < runs; count++) results.push(await measured(`./pan ${limits} 2>&1`, cwd))
    const { output } = results[0]!
    const report = readReport(output)
    return {
      states: report.states - 1,
      transitions: report.transitions - graph.starts.length - 1,
      threads,
      preparation: preparation.wall,
      samples: results.map(({ sample }) => sample),
      kept: megabytes(output, 'actual memory usage for states') + megabytes(output, 'memory used for hash table'),
      peak: megabytes(output, 'total actual memory usage'),
    }
  })
}

/** SPIN's exhaustive search, states stored exactly. */
export async function spin(world: World, job: Job): Promise<Outcome> {
  const reason = missing()
  return reason === undefined ? pan(graphOf(world), job, 1, []) : { skipped: reason }
}

/** The same on several cores. */
export async function spinOnCores(world: World, job: Job): Promise<Outcome> {
  const reason = missing()
  if (reason !== undefined) return { skipped: reason }
  try {
    return await pan(graphOf(world), job, job.workers, [`NCORE=${job.workers}`, 'MEMLIM=2000'])
  } catch (error) {
    return { skipped: `SPIN's multi-core search did not finish: ${String(error).split('\n')[0]!}` }
  }
}

/** TLC with all workers. */
export async function tlc(world: World, { runs, workers }: Job): Promise<Outcome> {
  const jar = process.env.TLA2TOOLS_JAR
  if (jar === undefined) return { skipped: 'TLA2TOOLS_JAR does not name a tla2tools.jar' }
  const reason = missingTlc(jar)
  if (reason !== undefined) throw new Error(reason)
  const graph = graphOf(world)
  const { module, config } = tlaplusOf(graph.world, bare)
  return within(async (cwd) => {
    await writeFile(join(cwd, 'ImpSpec.tla'), module)
    await writeFile(join(cwd, 'ImpSpec.cfg'), config)
    const command = `java -XX:+UseParallelGC -cp '${jar}' tlc2.TLC -workers ${workers} -config ImpSpec.cfg ImpSpec.tla`
    const results = []
    for (let count = 0; count < runs; count++) results.push(await measured(command, cwd))
    const { output } = results[0]!
    const found = /(\d+) states generated, (\d+) distinct states found, 0 states left on queue/.exec(output)
    if (!found) throw new Error(`TLC did not finish:\n${output.slice(-2000)}`)
    return {
      states: Number(found[2]),
      transitions: Number(found[1]) - graph.starts.length,
      threads: workers,
      preparation: 0,
      samples: results.map(({ sample }) => sample),
    }
  })
}

/** LTSmin's multi-core engine, from the folder that LTSMIN names: with bin/ and include/ in it. */
export async function ltsmin(world: World, { runs, workers }: Job): Promise<Outcome> {
  const folder = process.env.LTSMIN
  if (folder === undefined) return { skipped: 'LTSMIN does not name the folder in which LTSmin is installed' }
  const engine = join(folder, 'bin', 'pins2lts-mc')
  if (!existsSync(engine)) throw new Error(`LTSMIN names ${folder}, in which there is no bin/pins2lts-mc`)
  const graph = graphOf(world)
  const size = Math.max(20, Math.ceil(Math.log2(graph.states.size)) + 2)
  return within(async (cwd) => {
    const { sample: preparation } = await timed(async () => {
      await writeFile(join(cwd, 'world.c'), pinsOf(graph.world, bare))
      const flags = ['-O3', '-shared', '-fPIC', '-I', join(folder, 'include'), '-o', 'world.so', 'world.c']
      await execute('gcc', flags, { cwd, maxBuffer })
    })
    const command = `'${engine}' --procs=${workers} -s${size} ./world.so 2>&1`
    const results = []
    for (let count = 0; count < runs; count++) results.push(await measured(command, cwd))
    const { states, transitions } = readLtsmin(results[0]!.output)
    const kept = Number(/Tree memory: ([\d.]+)MB/.exec(results[0]!.output)?.[1] ?? 0) * 2 ** 20
    return {
      states: states - 1,
      transitions: transitions - graph.starts.length,
      threads: workers,
      preparation: preparation.wall,
      samples: results.map(({ sample }) => sample),
      // It says so in tenths of a megabyte.
      ...(kept > 0 ? { kept } : {}),
    }
  })
}
