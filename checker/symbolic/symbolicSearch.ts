// A search over sets of states, kept as decision diagrams: for spaces with more states than anything could hold one by one.
import { StepFault } from '../../model/errors.js'
import { Stopped } from '../search/stateExchange.js'
import { OutOfAllowance } from '../store/tupleSet.js'
import { type Sighting, type Watched } from '../monitor/onTheFly.js'
import type { SearchEnd } from '../search/task.js'
import type { WorldTeacher } from '../nextState/transitionSource.js'
import { EMPTY } from './mdd.js'
import { sizeOf } from './mddQueries.js'
import { find, sightingOf, type Finding } from './shortestRun.js'
import { reachable, Waves } from './reachability.js'
import { SymbolicSpace, type SymbolicTask } from './symbolicSpace.js'
import { endings, leftBy } from './transducer.js'

export interface SymbolicProgress {
  readonly states: number
  /** Of the diagram that holds them. */
  readonly nodes: number
  readonly bytes: number
}

export interface SymbolicResult extends SymbolicProgress, SearchEnd {
  readonly transitions: number
}

/** Milliseconds between reports. */
const CADENCE = 200

/** Why a search ended early, if this is what was thrown. */
const stopOf = (error: unknown): 'memory' | 'signal' | undefined =>
  error instanceof OutOfAllowance ? 'memory' : error instanceof Stopped ? 'signal' : undefined

export class SymbolicSearch {
  readonly #space: SymbolicSpace
  /** The states that were reached. */
  readonly #reached: number[]
  /** The states of each depth, as far as they were asked for. */
  #waves: Waves | undefined
  /** Whether these are all. */
  #complete = false

  constructor(task: SymbolicTask, teacher: WorldTeacher, isInterrupted: () => boolean = () => false) {
    this.#space = new SymbolicSpace(task, teacher, isInterrupted)
    this.#reached = this.#space.diagrams.hold([EMPTY])
  }

  /** Goes through all states. */
  async explore(onProgress: (progress: SymbolicProgress) => void): Promise<SymbolicResult> {
    const { diagrams, steps, going, starts, task } = this.#space
    let stopped: SearchEnd['stopped']
    let astray: boolean
    let told = performance.now()
    const stops = (reached: number): boolean => {
      this.#reached[0] = reached
      if (performance.now() - told > CADENCE) {
        onProgress(this.#progress())
        told = performance.now()
      }
      if (task.maxStates < Infinity && diagrams.count(reached) > task.maxStates) stopped = 'states'
      return stopped !== undefined
    }
    try {
      this.#reached[0] = await reachable(diagrams, starts, steps, { ...going, stops })
      astray = stopped === undefined && this.#standsStill(this.#reached[0])
    } catch (error) {
      stopped = stopOf(error)
      if (stopped === undefined && !(error instanceof StepFault)) throw error
      astray = stopped === undefined
    }
    this.#complete = stopped === undefined && !astray
    const fault = astray ? await this.#firstFault() : undefined
    return {
      ...this.#progress(),
      transitions: this.#transitions(),
      ...(stopped ? { stopped } : {}),
      ...(fault ? { fault } : {}),
    }
  }

  /** What there was to see of a property in the states that were reached; `undefined` where there was an interrupt. */
  async sightingOf(watched: Watched): Promise<Sighting | undefined> {
    try {
      return await sightingOf(this.#space, this.#reached[0]!, watched)
    } catch (error) {
      if (error instanceof Stopped) return undefined
      throw error
    }
  }

  /** Whether a watch that may end does, and a shortest run to where it does. */
  async find(watched: Watched): Promise<Finding> {
    this.#waves ??= this.#newWaves()
    try {
      const reached = this.#complete ? this.#reached[0] : undefined
      return await find(this.#space, this.#waves, reached, watched)
    } catch (error) {
      const stopped = stopOf(error)
      if (stopped !== undefined) return { found: undefined, stopped }
      // The search has met it before, and says so.
      if (error instanceof StepFault && !this.#complete) return { found: undefined }
      throw error
    }
  }

  #newWaves(): Waves {
    const { diagrams, starts, steps, going } = this.#space
    return new Waves(diagrams, starts, steps, going)
  }

  #progress(): SymbolicProgress {
    const { diagrams, allowance } = this.#space
    const [reached] = this.#reached
    return { states: diagrams.count(reached!), nodes: sizeOf(diagrams, reached!), bytes: allowance.used }
  }

  #transitions(): number {
    const { diagrams, steps } = this.#space
    const counts = steps.flatMap((step) => [...endings(diagrams, this.#reached[0]!, step).values()])
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Whether some state of a set has no step. */
  #standsStill(set: number): boolean {
    const { diagrams, steps } = this.#space
    // A tick rules out most of them at once.
    return leftBy(diagrams, set, [...steps].reverse()) !== EMPTY
  }

  async #firstFault(): Promise<SearchEnd['fault']> {
    const waves = this.#newWaves()
    try {
      for (let depth = 0; (await waves.within(depth)) !== undefined; depth++) {
        try {
          await waves.within(depth + 1)
        } catch (error) {
          if (!(error instanceof StepFault)) throw error
          return { message: error.message, depth: depth + 1 }
        }
        if (this.#standsStill(waves.known(depth)!)) {
          return { message: 'no step is possible: time stands still', depth: depth + 1 }
        }
      }
      throw new Error('a step that went astray is not met again')
    } finally {
      waves.release()
    }
  }
}
