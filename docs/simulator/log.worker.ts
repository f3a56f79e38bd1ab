// A thread of the page in which a log is explained and judged, so that the page stays alive; it brings the oracle along.
import { reasonOf } from '../../model/errors.js'
import { reportOn, type LogReport } from './judge.js'
import { fromHash } from './share.js'

/** What the page asks: the log, and in which world (as a link says it). */
export interface LogRequest {
  readonly text: string
  readonly hash: string
}

export type LogReply =
  { readonly kind: 'report'; readonly report: LogReport } | { readonly kind: 'failed'; readonly message: string }

/** The thread itself; Node, for which this is checked, has no type for it. */
const thread = globalThis as unknown as {
  onmessage: (event: { readonly data: LogRequest }) => void
  postMessage: (reply: LogReply) => void
}

thread.onmessage = ({ data: { text, hash } }) => {
  try {
    const shared = fromHash(hash)
    if (!shared) throw new Error('the request names no world')
    thread.postMessage({ kind: 'report', report: reportOn(text, shared.setup) })
  } catch (error) {
    thread.postMessage({ kind: 'failed', message: reasonOf(error) })
  }
}
