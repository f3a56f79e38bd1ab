// A thread of a search in several: explores the states that are its own.
import { parentPort, workerData } from 'node:worker_threads'
import { Exchange, type Meeting } from './stateExchange.js'
import { Widen } from '../nextState/stateLayout.js'
import { RemoteTeacher, type Line } from '../nextState/remoteSource.js'
import { Search } from './breadthFirst.js'
import { type SearchProgress, type SearchResult, type SearchTask } from './task.js'

/** What a thread is started with. */
export interface SearchStart {
  readonly task: SearchTask
  readonly line: Line
  readonly meeting: Meeting
  readonly self: number
  /** The first entry turns 1 when the search is interrupted. */
  readonly stop: Int32Array
}

/** What a thread says. */
export type FromSearch =
  | { readonly kind: 'progress'; readonly self: number; readonly progress: SearchProgress }
  | { readonly kind: 'done'; readonly self: number; readonly result: SearchResult }
  | { readonly kind: 'widen' }

const { task, line, meeting, self, stop } = workerData as SearchStart
const say = (message: FromSearch): void => parentPort?.postMessage(message)
const exchange = new Exchange(meeting, self)

try {
  const search = new Search(task, new RemoteTeacher(line, task.shape.words), exchange)
  const result = search.run((progress) => {
    say({ kind: 'progress', self, progress })
    return Atomics.load(stop, 0) !== 0
  })
  say({ kind: 'done', self, result })
} catch (error) {
  exchange.stop()
  if (!(error instanceof Widen)) throw error
  say({ kind: 'widen' })
} finally {
  line.port.close()
}
