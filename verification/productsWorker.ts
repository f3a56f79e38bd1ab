// A thread of the pool that proves all products of one scope after the other, and says how far it has come.
import { parentPort, workerData } from 'node:worker_threads'
import type { Setting } from '../checker/compile/whatIf.js'
import type { Scope } from '../machines/system.js'
import type { Property } from '../properties/index.js'
import type { FromWorker, ToWorker, WorkerStart } from '../checker/parallel/workerPool.js'
import { proveProducts, type ProductProgress, type ProvedScope } from './products.js'

/** What the pool asks of a thread. */
export interface ProductsRequest {
  readonly scope: Scope
  /** All of this scope. */
  readonly properties: readonly Property[]
  /** What is to be different in all products. */
  readonly settings: readonly Setting[]
}

const { stop, memory } = workerData as WorkerStart
const say = (message: FromWorker<ProvedScope>): void => parentPort?.postMessage(message)

/** What was found is of no use unless it is all. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}

async function answer({ scope, properties, settings }: ProductsRequest): Promise<FromWorker<ProvedScope>> {
  const onProgress = ({ states, nodes }: ProductProgress): void => {
    if (Atomics.load(stop, 0) === 1) throw new Stopped('the run was interrupted')
    say({ kind: 'progress', states, transitions: nodes })
  }
  const result = await proveProducts(scope, properties, { memory, settings, onProgress })
  return { kind: 'done', result }
}

parentPort?.on('message', ({ request }: ToWorker<ProductsRequest>) => {
  answer(request).then(say, (error: unknown) => {
    // A thread that ends without an answer after an interruption was interrupted.
    if (error instanceof Stopped) process.exit()
    say({ kind: 'crashed', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  })
})
