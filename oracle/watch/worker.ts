// One worker of a group: it shows that it lives, takes over partitions that nobody works on, and gives back what is more
// than its share.
//
// A worker shows that it lives by writing its key again and again. Others who see it unchanged for the time of a lease,
// by their own clocks, take its partitions. That may be a mistake: the worker may only have been slow. It does no harm.
// Whoever takes a partition moves its head, and from then on the former owner can neither move it nor repeat a verdict.
import type { KvEntry } from '@nats-io/kv'
import { randomUUID } from 'node:crypto'
import { UnreadableInput } from '../read/errors.js'
import { meaningOf, streamCalled } from './connect.js'
import { encoded, headIn, moveHead, Overtaken, type Group, type Head, type Judging, type Versioned } from './group.js'
import { keys } from './names.js'
import { consumerName, Partition, type PartitionOptions, type Tally } from './partition.js'

export interface WorkerOptions extends PartitionOptions {
  /** ms without a sign of life after which a worker is held to be dead. */
  readonly lease: number
  /** Is told of what went wrong and will be tried again. */
  readonly onTrouble?: (text: string) => void
}

/** How far a worker has come. */
export interface Progress extends Omit<Tally, 'verdicts'> {
  readonly partitions: number
  readonly verdicts: Readonly<Tally['verdicts']>
}

/** ms after which a partition that went wrong is tried again. */
const rest = 250

interface Running {
  readonly partition: Partition
  readonly stopping: AbortController
  readonly ended: Promise<void>
}

/** How many of some partitions the one at a place among workers takes, so that all are taken and none has two more. */
export const shareOf = (partitions: number, workers: number, place: number): number =>
  Math.floor(partitions / workers) + (place < partitions % workers ? 1 : 0)

export class Worker {
  readonly id = randomUUID()
  readonly #group: Group
  readonly #judging: Judging
  readonly #options: WorkerOptions
  readonly #running = new Map<number, Running>()
  readonly #heads = new Map<number, Versioned<Head>>()
  /** By worker: the latest sign of life, and when it was seen here. */
  readonly #seen = new Map<string, { readonly revision: number; readonly at: number }>()
  /** Partitions that went wrong here, and when they may be tried again. */
  readonly #resting = new Map<number, number>()
  readonly #past: Tally[] = []
  #began = 0
  #fatal: Error | undefined

  constructor(group: Group, judging: Judging, options: WorkerOptions) {
    this.#group = group
    this.#judging = judging
    this.#options = options
  }

  get progress(): Progress {
    const all = [...this.#past, ...[...this.#running.values()].map(({ partition }) => partition.tally)]
    const now = [...this.#running.values()].map(({ partition }) => partition.tally)
    const sum = (tallies: readonly Tally[], of: (tally: Tally) => number): number =>
      tallies.reduce((total, tally) => total + of(tally), 0)
    return {
      partitions: now.length,
      messages: sum(all, ({ messages }) => messages),
      verdicts: {
        fail: sum(all, ({ verdicts }) => verdicts.fail),
        inconclusive: sum(all, ({ verdicts }) => verdicts.inconclusive),
        unreadable: sum(all, ({ verdicts }) => verdicts.unreadable),
      },
      devices: sum(now, ({ devices }) => devices),
      lag: sum(now, ({ lag }) => lag),
    }
  }

  /**
   * Works until told to stop, or until all partitions have come as far as was asked; then gives all back.
   *
   * @throws UnreadableInput if the stream or the group has gone
   */
  async run(signal: AbortSignal): Promise<void> {
    const { lease } = this.#options
    const { bucket } = this.#group
    await this.#showLife()
    const living = setInterval(() => void this.#showLife().catch(() => undefined), lease / 4)
    const watches = await Promise.all([keys.workers, keys.partitions].map((key) => bucket.watch({ key })))
    for (const watch of watches) {
      void (async () => {
        for await (const entry of watch) this.#see(entry)
      })()
    }
    // Who is there and what they have is seen before anything is taken.
    await pause(Math.min(500, lease / 4), signal)
    this.#began = performance.now()
    try {
      while (!signal.aborted && this.#fatal === undefined && !this.#isDone()) {
        await this.#takeShare()
        await pause(Math.min(250, lease / 8), signal)
      }
    } finally {
      for (const { stopping } of this.#running.values()) stopping.abort()
      await Promise.all([...this.#running.values()].map(({ ended }) => ended))
      clearInterval(living)
      for (const watch of watches) watch.stop()
      await bucket.delete(keys.worker(this.id)).catch(() => undefined)
    }
    if (this.#fatal !== undefined) throw this.#fatal
  }

  #showLife(): Promise<unknown> {
    return this.#group.bucket.put(keys.worker(this.id), encoded({ since: Date.now() }))
  }

  #see(entry: KvEntry): void {
    const [kind, name] = entry.key.split('.') as [string, string]
    if (kind === 'partition') {
      const partition = Number(name)
      // What we have written ourselves may be newer than what is told of.
      if (entry.revision < (this.#heads.get(partition)?.revision ?? 0)) return
      if (entry.operation === 'PUT') this.#heads.set(partition, headIn(entry))
      else this.#heads.delete(partition)
    } else if (entry.operation === 'PUT') {
      this.#seen.set(name, { revision: entry.revision, at: performance.now() })
    } else {
      this.#seen.delete(name)
    }
  }

  /** Whether a worker has shown life within the time of a lease, or that time has not yet passed for us to see it. */
  #lives(id: string): boolean {
    return performance.now() - (this.#seen.get(id)?.at ?? this.#began) < this.#options.lease
  }

  /** Workers that live, in an order that all agree on. */
  #living(): readonly string[] {
    for (const [id, { at }] of this.#seen) {
      // Nobody else clears away what the dead leave.
      if (performance.now() - at < 20 * this.#options.lease) continue
      this.#seen.delete(id)
      void this.#group.bucket.delete(keys.worker(id)).catch(() => undefined)
    }
    const others = [...this.#seen.keys()].filter((id) => id !== this.id && this.#lives(id))
    return [...others, this.id].sort()
  }

  async #takeShare(): Promise<void> {
    const living = this.#living()
    const share = shareOf(this.#group.partitions, living.length, living.indexOf(this.id))
    const ownerOf = (partition: number): string => this.#heads.get(partition)?.value.worker ?? ''
    const now = performance.now()
    const idle = Array.from({ length: this.#group.partitions }, (_, partition) => partition).filter(
      (partition) => !this.#running.has(partition) && now >= (this.#resting.get(partition) ?? 0),
    )
    // Nobody else takes what is ours, though we may have stumbled over it.
    for (const partition of idle.filter((one) => ownerOf(one) === this.id)) await this.#take(partition)
    const free = idle.filter((one) => ownerOf(one) !== this.id && (ownerOf(one) === '' || !this.#lives(ownerOf(one))))
    // Those who look at the same time should not all reach for the same one.
    for (let missing = share - this.#running.size; missing > 0 && free.length > 0; missing--) {
      const [partition] = free.splice(Math.floor(Math.random() * free.length), 1)
      await this.#take(partition!)
    }
    if (this.#running.size > share) {
      const [, last] = [...this.#running].pop()!
      last.stopping.abort()
      await last.ended
    }
  }

  async #take(partition: number): Promise<void> {
    const { durable } = this.#group
    const before = this.#heads.get(partition)
    const epoch = (before?.value.epoch ?? 0) + 1
    const head: Head = {
      epoch,
      worker: this.id,
      position: before?.value.position ?? 0,
      consumer: consumerName(durable, partition, epoch),
    }
    try {
      const revision = await moveHead(this.#group, partition, head, before?.revision ?? 0)
      this.#heads.set(partition, { value: head, revision })
      this.#work(partition, { value: head, revision }, before?.value.consumer)
    } catch (error) {
      // Another was faster; what it wrote will be seen in a moment.
      if (!(error instanceof Overtaken)) this.#trouble(partition, error)
    }
  }

  #work(number: number, head: Versioned<Head>, former: string | undefined): void {
    const stopping = new AbortController()
    const partition = new Partition(this.#group, this.#judging, number, head, this.#options)
    const ended = partition
      .run(stopping.signal, former)
      .catch((error: unknown) => this.#trouble(number, error))
      .finally(() => {
        this.#running.delete(number)
        this.#past.push(partition.tally)
      })
    this.#running.set(number, { partition, stopping, ended })
  }

  /** What went wrong with a partition is tried again after a while, by us or by others; what cannot be, ends the worker. */
  #trouble(partition: number, error: unknown): void {
    const { onTrouble } = this.#options
    this.#resting.set(partition, performance.now() + rest)
    if (error instanceof UnreadableInput) {
      this.#fatal ??= error
      return
    }
    const { connection, name } = this.#group.nats
    if (connection.isClosed()) {
      this.#fatal ??= new UnreadableInput(name, 0, `has ended the connection: ${meaningOf(error)}`)
      return
    }
    onTrouble?.(`partition ${partition}: ${error instanceof Overtaken ? error.message : meaningOf(error)}`)
    void streamCalled(this.#group.nats, this.#group.stream).then(
      (stream) => {
        if (stream === undefined) {
          this.#fatal ??= new UnreadableInput(name, 0, `has no stream '${this.#group.stream}' any more`)
        }
      },
      () => undefined,
    )
  }

  #isDone(): boolean {
    const { until } = this.#options
    if (until === undefined) return false
    for (let partition = 0; partition < this.#group.partitions; partition++) {
      if ((this.#heads.get(partition)?.value.position ?? -1) < until) return false
    }
    return true
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resume) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resume()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
