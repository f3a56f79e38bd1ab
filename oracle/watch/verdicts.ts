// Verdicts on their subject, each exactly once, however often a worker comes to the same one.
//
// A verdict is named by the message that brought it and its rank among those that the message brought, so the verdicts
// of one device have an order. A verdict is published on the condition that the last one on the subject of its device is
// the one that came before it. If that fails, the last one there tells whether ours has already been published, by a
// worker that did not live to save that it had. This does not depend on how long ago that was, as the server's own
// recognition of duplicates does; that is used too, and saves a round trip.
import type { StoredMsg } from '@nats-io/jetstream'
import type { Failure, Undecided } from '../judge/judge.js'
import { isConflict } from './connect.js'
import type { Group } from './group.js'

/** The message that brought a verdict, and the rank of the verdict among its verdicts. */
export interface VerdictId {
  readonly sequence: number
  readonly rank: number
}

/** A verdict, as it is published. */
export type Told = { readonly device: string; readonly partition: number; readonly stream: string } & (
  | ({ readonly verdict: 'fail'; readonly sequence: number } & Omit<Failure, 'line' | 'device'>)
  | ({ readonly verdict: 'inconclusive'; readonly sequence: number } & Omit<Undecided, 'device'>)
  | { readonly verdict: 'unreadable'; readonly sequence: number; readonly reason: string; readonly message: string }
)

export interface Outgoing {
  readonly id: VerdictId
  readonly body: Told
}

/** The last verdict on the subject of a device, as far as a worker knows. */
export interface LastVerdict {
  /** Its sequence number in the stream of verdicts; 0 for none. */
  readonly sequence: number
  /** Which one it is; unknown for one that a worker before us had published and saved. */
  readonly id?: VerdictId
}

const textOf = (durable: string, { sequence, rank }: VerdictId): string => `${durable}:${sequence}:${rank}`

/** The verdict that a message of the stream of verdicts is; undefined for one of somebody else. */
function idIn(durable: string, { header }: StoredMsg): VerdictId | undefined {
  const text = header.get('Nats-Msg-Id')
  const [sequence, rank] = text.slice(durable.length + 1).split(':')
  return text.startsWith(`${durable}:`) ? { sequence: Number(sequence), rank: Number(rank) } : undefined
}

const isBefore = (one: VerdictId, other: VerdictId): boolean =>
  one.sequence < other.sequence || (one.sequence === other.sequence && one.rank < other.rank)

async function lastOn({ nats, verdictStream }: Group, subject: string): Promise<StoredMsg | undefined> {
  try {
    return (await nats.manager.streams.getMessage(verdictStream, { last_by_subj: subject })) ?? undefined
  } catch (error) {
    const { JetStreamApiError, JetStreamApiCodes } = nats.client
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.NoMessageFound) return undefined
    throw error
  }
}

/** Publishes verdicts, and counts those that were there already. */
export class Publisher {
  published = 0
  /** Verdicts that somebody had already published. */
  repeated = 0
  readonly #group: Group

  constructor(group: Group) {
    this.#group = group
  }

  /**
   * Publishes one verdict, unless it or a later one is there already: verdicts of one device come in their order.
   *
   * @param after - the last verdict of its device
   * @returns the one that is the last now, and whether this call has published it
   */
  async publish(
    token: string,
    { id, body }: Outgoing,
    after: LastVerdict,
  ): Promise<{ last: LastVerdict; fresh: boolean }> {
    const { nats, durable, verdicts } = this.#group
    const subject = `${verdicts}.${token}`
    let last = after
    for (let tries = 0; ; tries++) {
      if (last.id !== undefined && !isBefore(last.id, id)) {
        this.repeated++
        return { last, fresh: false }
      }
      try {
        const { seq, duplicate } = await nats.js.publish(subject, JSON.stringify(body), {
          msgID: textOf(durable, id),
          expect: { lastSubjectSequence: last.sequence },
        })
        if (duplicate) this.repeated++
        else this.published++
        return { last: { sequence: seq, id }, fresh: !duplicate }
      } catch (error) {
        if (!isConflict(nats, error) || tries > 8) throw error
        // The one that we know is gone from the stream, or another worker has published more and did not save it.
        const there = await lastOn(this.#group, subject)
        const known = there === undefined ? undefined : idIn(durable, there)
        last = { sequence: there?.seq ?? 0, ...(known === undefined ? {} : { id: known }) }
      }
    }
  }
}
