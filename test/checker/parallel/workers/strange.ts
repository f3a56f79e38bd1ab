// A worker that does what it is told, however strange: answers, throws, dies, hangs or waits for the wish to stop.
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerStart } from '../../../../checker/parallel/workerPool.js'

export type Strange = 'answer' | 'crash' | 'die' | 'exit' | 'hang' | 'hoard' | 'memory' | 'until-stopped'

const { stop, memory } = workerData as WorkerStart
const say = (message: FromWorker<string>): void => parentPort?.postMessage(message)

function sleepUntil(over: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  while (!over()) Atomics.wait(cell, 0, 0, 5)
}

/** Fills the heap. */
function hoard(): void {
  const kept: number[][] = []
  for (;;) kept.push(new Array<number>(2 ** 20).fill(0.5))
}

parentPort?.on('message', ({ request }: ToWorker<Strange>) => {
  say({ kind: 'progress', states: 7, transitions: 9 })
  switch (request) {
    case 'answer':
      say({ kind: 'done', result: 'answered' })
      return
    case 'crash':
      say({ kind: 'crashed', message: 'told to' })
      return
    case 'die':
      throw new RangeError('out of everything')
    case 'exit':
      process.exit(9)
    // falls through: never, the thread is over
    case 'memory':
      say({ kind: 'done', result: String(memory) })
      return
    case 'hoard':
      hoard()
      return
    case 'hang':
      sleepUntil(() => false)
      return
    case 'until-stopped':
      sleepUntil(() => Atomics.load(stop, 0) === 1)
      say({ kind: 'done', result: 'stopped' })
      return
  }
})
