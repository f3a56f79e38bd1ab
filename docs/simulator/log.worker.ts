// A thread of the page in which a log is explained and judged, so that the page stays alive; it brings the oracle along.
import { reasonOf } from '../../model/errors.js'
import type { Mapping } from '../../oracle/read/mapping.js'
import { reportOn, type LogReport } from './judge.js'
import { fromHash } from './share.js'

/** What the page asks: the log, in which world (as a link says it), and how to read it. */
export interface LogRequest {
  readonly text: string
  readonly hash: string
  /** The mapping to read it by; absent where each line names its role. */
  readonly mapping?: Mapping
}

export type LogReply =
  | { readonly kind: 'progress'; readonly lines: number; readonly all: number }
  | { readonly kind: 'report'; readonly report: LogReport }
  | { readonly kind: 'failed'; readonly message: string }

/** The thread itself; Node, for which this is checked, has no type for it. */
const thread = globalThis as unknown as {
  onmessage: (event: { readonly data: LogRequest }) => void
  postMessage: (reply: LogReply) => void
}

thread.onmessage = ({ data: { text, hash, mapping } }) => {
  try {
    const shared = fromHash(hash)
    if (!shared) throw new Error('the request names no world')
    const reading = {
      ...(mapping === undefined ? {} : { mapping }),
      onProgress: (lines: number, all: number) => thread.postMessage({ kind: 'progress', lines, all }),
    }
    thread.postMessage({ kind: 'report', report: reportOn(text, shared.setup, reading) })
  } catch (error) {
    thread.postMessage({ kind: 'failed', message: reasonOf(error) })
  }
}
