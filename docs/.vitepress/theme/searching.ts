// A search of the compiled checker in a thread of its own, and how far it has come.
import { onBeforeUnmount, ref, type Ref } from 'vue'
import type { SearchResult } from '../../simulator/search.js'
import type { SearchReply, SearchRequest } from '../../simulator/search.worker.js'

/** A thread of a page; Node, for which this is checked, has no type for it. */
declare class Worker {
  constructor(module: URL, options: { readonly type: 'module' })
  onmessage: (event: { readonly data: SearchReply }) => void
  onerror: (event: { readonly message: string }) => void
  postMessage(request: SearchRequest): void
  terminate(): void
}

/** A search as a component shows it. */
export interface Searching {
  readonly running: Ref<boolean>
  /** States that were looked at so far. */
  readonly looked: Ref<number>
  readonly result: Ref<SearchResult | undefined>
  /** What went wrong; empty where nothing did. */
  readonly failure: Ref<string>
  /** Begins anew; a search that goes on is given up. */
  readonly search: (request: SearchRequest) => void
  readonly stop: () => void
  /** Stops, and forgets what was found. */
  readonly clear: () => void
}

/** One search at a time, which ends with its component. */
export function useSearch(): Searching {
  const [running, looked, failure] = [ref(false), ref(0), ref('')]
  const result = ref<SearchResult>()
  let worker: Worker | undefined

  function stop(): void {
    worker?.terminate()
    worker = undefined
    running.value = false
  }

  function clear(): void {
    stop()
    result.value = undefined
    failure.value = ''
    looked.value = 0
  }

  function search(request: SearchRequest): void {
    clear()
    running.value = true
    worker = new Worker(new URL('../../simulator/search.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => {
      if (data.kind === 'progress') {
        looked.value = data.states
        return
      }
      if (data.kind === 'failed') failure.value = data.message
      else result.value = data.result
      stop()
    }
    worker.onerror = ({ message }) => {
      failure.value = message
      stop()
    }
    worker.postMessage(request)
  }

  onBeforeUnmount(stop)
  return { running, looked, result, failure, search, stop, clear }
}
