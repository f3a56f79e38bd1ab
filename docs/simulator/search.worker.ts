// A thread of the page in which the compiled checker searches, so that the page stays alive.
import { reasonOf } from '../../model/errors.js'
import { judgeOf, search, type Goal, type SearchResult } from './search.js'
import { fromHash } from './share.js'
import { Session } from './session.js'
import { specificationOf } from './specification.js'

/** What the page asks: from where (as a link says it), for what, and for how long. */
export interface SearchRequest {
  readonly hash: string
  readonly goal: Goal
  readonly limit: number
}

export type SearchReply =
  | { readonly kind: 'progress'; readonly states: number }
  | { readonly kind: 'result'; readonly result: SearchResult }
  | { readonly kind: 'failed'; readonly message: string }

/** The thread itself; Node, for which this is checked, has no type for it. */
const thread = globalThis as unknown as {
  onmessage: (event: { readonly data: SearchRequest }) => void
  postMessage: (reply: SearchReply) => void
}

function answer({ hash, goal, limit }: SearchRequest): SearchResult {
  const shared = fromHash(hash)
  if (!shared) throw new Error('the request names no world')
  const session = new Session(shared)
  session.takeAll(shared.steps.slice(0, shared.at ?? shared.steps.length))
  const index = goal.kind === 'property' ? session.properties.findIndex(({ id }) => id === goal.property) : -1
  const { state, watched } = session.now
  const judge = judgeOf(session.simulation, goal, specificationOf(shared.setup), watched[index], state)
  return search(session.simulation, state, judge, {
    limit,
    onProgress: (states) => thread.postMessage({ kind: 'progress', states }),
  })
}

thread.onmessage = ({ data }) => {
  try {
    thread.postMessage({ kind: 'result', result: answer(data) })
  } catch (error) {
    thread.postMessage({ kind: 'failed', message: reasonOf(error) })
  }
}
