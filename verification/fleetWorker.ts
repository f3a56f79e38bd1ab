// A thread of the pool that decides one property of a fleet at a time, with or without reductions.
import { parentPort, workerData } from 'node:worker_threads'
import type { Configuration } from '../machines/configurations.js'
import { fleet, type FleetOptions } from '../machines/fleet/index.js'
import { fleetPredicates, fleetProperties } from '../properties/claims/fleet.js'
import type { FromWorker, ToWorker, WorkerStart } from '../checker/parallel/workerPool.js'
import { reducedExplore, type ReducedExploration, type ReduceOptions } from '../checker/reduce/index.js'

/** What the pool asks of a thread. */
export interface FleetRequest {
  readonly configuration: Configuration
  readonly fleet: FleetOptions
  /** Id. */
  readonly property: string
  readonly reduce: Pick<ReduceOptions, 'symmetry' | 'partialOrder' | 'maxStates'>
}

const { stop } = workerData as WorkerStart
const say = (message: FromWorker<ReducedExploration>): void => parentPort?.postMessage(message)

const answer = ({ configuration, fleet: options, property, reduce }: FleetRequest): ReducedExploration =>
  reducedExplore(
    fleet(configuration, options),
    fleetPredicates(options),
    fleetProperties(options).filter(({ id }) => id === property),
    { ...reduce, signal: stop, onProgress: (progress) => say({ kind: 'progress', ...progress }) },
  )

parentPort?.on('message', ({ request }: ToWorker<FleetRequest>) => {
  try {
    say({ kind: 'done', result: answer(request) })
  } catch (error) {
    say({ kind: 'crashed', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
