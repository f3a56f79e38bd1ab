// Our own engines: the exploration that yields a graph, and the search that keeps states only.
import { setTimeout } from 'node:timers/promises'
import type * as PrepareModule from '../../checker/compile/prepare.js'
import type * as ExploreModule from '../../checker/graph/explore.js'
import type * as ScaleModule from '../../checker/checkAtScale.js'
import type { World } from '../../model/world.js'
import { timed, type Job, type Measurement, type Sample } from '../measurement.js'

interface Checker {
  readonly prepare: typeof PrepareModule.prepare
  readonly explore: typeof ExploreModule.explore
  readonly checkAtScale: typeof ScaleModule.checkAtScale
}

/** The checker as it is published, or its sources. */
async function checkerOf(built: boolean): Promise<Checker> {
  const load = async (name: string): Promise<unknown> =>
    import(new URL(`../../${built ? 'dist/' : ''}checker/${name}.js`, import.meta.url).href)
  const { prepare } = (await load('compile/prepare')) as typeof PrepareModule
  const { explore } = (await load('graph/explore')) as typeof ExploreModule
  const { checkAtScale } = (await load('checkAtScale')) as typeof ScaleModule
  return { prepare, explore, checkAtScale }
}

/** The whole world, its tables made anew. */
const whole = { slice: false } as const

/** Typed arrays that are alive, in bytes; a child process is started with the collector at hand. */
async function arrays(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.()
    // Arrays that are dead are given back a moment later.
    await setTimeout(50)
  }
  return process.memoryUsage().arrayBuffers
}

const seconds = (samples: readonly Sample[]): number => Math.min(...samples.map(({ wall }) => wall))

/** What the first run took more than any other: asking XState, and what the machine that runs us learns of our code. */
const preparationOf = (first: Sample, samples: readonly Sample[]): number => Math.max(0, first.wall - seconds(samples))

/** `explore`: every state and every step, kept. */
export async function graph(world: World, { built, runs }: Job): Promise<Measurement> {
  const { prepare, explore } = await checkerOf(built)
  const run = () => timed(() => explore(prepare(world, {}, [], whole)))
  const first = await run()
  const samples: Sample[] = []
  for (let count = 0; count < runs; count++) samples.push((await run()).sample)
  const before = await arrays()
  const { result } = await run()
  const kept = (await arrays()) - before
  if (result.stopped || result.fault) throw new Error(`the exploration stopped: ${result.stopped ?? 'a fault'}`)
  return {
    states: result.states.size,
    transitions: result.transitions,
    threads: 1,
    preparation: preparationOf(first.sample, samples),
    samples,
    kept,
  }
}

/** `checkAtScale`, state by state: every state, kept packed; steps counted. */
export const search = (world: World, job: Job): Promise<Measurement> => atScale(world, job, 'explicit')

/** `checkAtScale`, set by set: every state, in a decision diagram; steps counted. */
export const symbolic = (world: World, job: Job): Promise<Measurement> =>
  atScale(world, { ...job, workers: 1 }, 'symbolic')

async function atScale(world: World, { built, runs, workers }: Job, engine: ScaleModule.Engine): Promise<Measurement> {
  const { checkAtScale } = await checkerOf(built)
  const run = () => timed(() => checkAtScale(world, {}, [], { ...whole, workers, engine }))
  // A single run is of a large system, of which the preparation is a small part.
  const first = await run()
  const samples: Sample[] = runs === 1 ? [first.sample] : []
  for (let count = samples.length; count < runs; count++) samples.push((await run()).sample)
  const { exploration } = first.result
  if (!exploration.complete || exploration.storage !== 'exact') {
    throw new Error(`the search was not exact: ${exploration.stopped ?? exploration.storage}`)
  }
  return {
    states: exploration.states,
    transitions: exploration.transitions,
    threads: workers,
    preparation: preparationOf(first.sample, samples),
    samples,
    kept: exploration.bytes,
  }
}
