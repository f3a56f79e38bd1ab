// One partition in the hands of one worker: messages are judged in order, and now and then all that was found is saved.
//
// A checkpoint is four steps, in this order: the verdicts are published, the belief sets saved, the head of the partition
// moved, the messages acknowledged. Whatever step a worker does not live to take, its successor begins at the head, meets
// messages again that are in a belief set already and passes them over, and verdicts again that were published already
// and does not repeat them.
import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream'
import { Beliefs, type Device } from './beliefs.js'
import { moveHead, type Group, type Head, type Judging, type Versioned } from './group.js'
import { Publisher, type Told } from './verdicts.js'

export const checkpointSteps = ['publish', 'save', 'move', 'acknowledge'] as const
export type CheckpointStep = (typeof checkpointSteps)[number]

export interface PartitionOptions {
  /** Messages after which all is saved, at the latest. */
  readonly batch: number
  /** ms after which all is saved, at the latest. */
  readonly interval: number
  /** Messages up to this sequence number of the stream are to be judged, then it is enough; absent: for ever. */
  readonly until?: number
  /** Is told of verdicts that are published. */
  readonly onVerdict?: (verdict: Told) => void
  /** Is told before each step of a checkpoint; a test may want to die there. */
  readonly onStep?: (step: CheckpointStep) => void
}

/** How far a partition has come. */
export interface Tally {
  /** Messages that were judged here. */
  messages: number
  /** Verdicts by kind that were published here. */
  readonly verdicts: { fail: number; inconclusive: number; unreadable: number }
  /** Devices that are known. */
  devices: number
  /** Messages that wait. */
  lag: number
}

/** Messages that are asked for at once. */
const asked = 2000
/** Messages that are judged in one go, before others may breathe. */
const breath = 100
/** Writes that are under way at once. */
const together = 256
/** ms after which the server hands out again what was not acknowledged. */
const ackWait = 120_000
/** ms after which the server forgets a consumer that nobody asks. */
const forgotten = 24 * 3_600_000

/** Runs a task for each of some things, so many at once; begins no more once one has failed. */
async function each<T>(things: readonly T[], task: (thing: T) => Promise<void>): Promise<void> {
  let next = 0
  const run = async (): Promise<void> => {
    while (next < things.length) {
      try {
        await task(things[next++]!)
      } catch (error) {
        next = things.length
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(together, things.length) }, run))
}

export const consumerName = (durable: string, partition: number, epoch: number): string =>
  `${durable}-${partition}-${epoch}`

/** The work on one partition, from taking it over to giving it back. */
export class Partition {
  readonly number: number
  readonly tally: Tally = { messages: 0, verdicts: { fail: 0, inconclusive: 0, unreadable: 0 }, devices: 0, lag: 0 }
  readonly #group: Group
  readonly #options: PartitionOptions
  readonly #beliefs: Beliefs
  readonly #publisher: Publisher
  #head: Head
  #revision: number
  /** The sequence number of the last message that was judged, and its place in the order of the consumer. */
  #position: number
  #delivered = 0
  #last: JsMsg | undefined
  #unsaved = 0
  #saved = 0
  #consumer: Consumer | undefined
  #messages: ConsumerMessages | undefined
  /** Messages that have come and are not judged yet. */
  #queue: JsMsg[] = []
  /** Why no more messages come. */
  #closed: Error | undefined
  #wake: () => void = () => undefined

  /** @param head as this worker has just written it */
  constructor(group: Group, judging: Judging, partition: number, head: Versioned<Head>, options: PartitionOptions) {
    this.number = partition
    this.#group = group
    this.#options = options
    this.#head = head.value
    this.#revision = head.revision
    this.#position = head.value.position
    this.#beliefs = new Beliefs(group, judging, partition)
    this.#publisher = new Publisher(group)
  }

  /**
   * Judges until told to stop, then saves and gives the partition back.
   *
   * @param former - the consumer of the epoch before, which is of no use any more
   * @throws Overtaken once another worker has the partition
   */
  async run(signal: AbortSignal, former: string | undefined): Promise<void> {
    const stop = (): void => this.#wake()
    signal.addEventListener('abort', stop)
    try {
      await this.#beliefs.load()
      this.tally.devices = this.#beliefs.devices.size
      if (former !== undefined) await this.#forget(former)
      await this.#open()
      this.#saved = performance.now()
      while (!signal.aborted) {
        if (this.#queue.length === 0) await this.#wait()
        if (!this.#judge()) await this.#open()
        if (this.#isDue()) await this.#checkpoint()
        await new Promise((resume) => setImmediate(resume))
      }
      await this.#checkpoint()
      await this.#move({ ...this.#head, worker: '' })
    } finally {
      signal.removeEventListener('abort', stop)
      this.#messages?.stop()
      this.#beliefs.release()
    }
  }

  /** Begins the consumer of this epoch, behind what is judged already. */
  async #open(): Promise<void> {
    const { nats, stream, prefix } = this.#group
    const { AckPolicy, DeliverPolicy } = nats.client
    const { consumer } = this.#head
    const { batch } = this.#options
    this.#messages?.stop()
    await this.#forget(consumer)
    this.#delivered = 0
    const queue: JsMsg[] = (this.#queue = [])
    await nats.manager.consumers.add(stream, {
      durable_name: consumer,
      filter_subject: `${prefix}.${this.number}.*`,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#position + 1,
      ack_policy: AckPolicy.All,
      ack_wait: ackWait * 1e6,
      inactive_threshold: forgotten * 1e6,
      max_ack_pending: 2 * batch,
    })
    this.#consumer = await nats.js.consumers.get(stream, consumer)
    const messages = await this.#consumer.consume({
      max_messages: Math.min(asked, batch),
      abort_on_missing_resource: true,
      callback: (message) => {
        queue.push(message)
        this.#wake()
      },
    })
    this.#messages = messages
    void messages.closed().then((error) => {
      if (messages !== this.#messages) return
      this.#closed = error ?? new Error('the consumer is closed')
      this.#wake()
    })
  }

  async #forget(consumer: string): Promise<void> {
    const { JetStreamApiError, JetStreamApiCodes } = this.#group.nats.client
    try {
      await this.#group.nats.manager.consumers.delete(this.#group.stream, consumer)
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return
      throw error
    }
  }

  /** Waits for messages, or for the time of the next checkpoint. */
  async #wait(): Promise<void> {
    const { until, interval } = this.#options
    // To ask costs the server a search, so it is done only where the latest message says that nothing waits.
    const drained = this.#delivered === 0 || this.tally.lag === 0
    if (drained && until !== undefined && this.#head.position < until && (await this.#arrive(until))) return
    if (this.#closed !== undefined) throw this.#closed
    if (this.#queue.length > 0) return
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, interval)
      this.#wake = () => {
        clearTimeout(timer)
        resume()
      }
    })
    this.#wake = () => undefined
  }

  /** Judges some of what has come; false if messages are missing, so that the consumer must begin again. */
  #judge(): boolean {
    for (const message of this.#queue.splice(0, breath)) {
      const { deliverySequence, streamSequence, pending } = message.info
      if (deliverySequence !== this.#delivered + 1) return false
      this.#delivered = deliverySequence
      this.tally.lag = pending
      // Handed out again because a checkpoint took long.
      if (streamSequence <= this.#position) continue
      this.#beliefs.apply(message.subject, streamSequence, message.data)
      this.#position = streamSequence
      this.#last = message
      this.#unsaved++
      this.tally.messages++
    }
    this.tally.devices = this.#beliefs.devices.size
    return true
  }

  #isDue(): boolean {
    if (this.#unsaved === 0) return false
    return this.#unsaved >= this.#options.batch || performance.now() - this.#saved >= this.#options.interval
  }

  /** If all that has arrived is judged, the head may go where the stream ended, though nothing there was ours. */
  async #arrive(until: number): Promise<boolean> {
    const { num_pending, delivered } = await this.#consumer!.info()
    if (num_pending > 0 || delivered.consumer_seq > this.#delivered) return false
    await this.#checkpoint()
    this.#position = Math.max(this.#position, until)
    await this.#move({ ...this.#head, position: this.#position })
    return true
  }

  async #checkpoint(): Promise<void> {
    const { onStep = () => undefined } = this.#options
    const changed = this.#beliefs.takeChanged()
    onStep('publish')
    await each(
      changed.filter(({ outgoing }) => outgoing.length > 0),
      (device) => this.#publish(device),
    )
    onStep('save')
    await each(changed, (device) => this.#beliefs.save(device))
    onStep('move')
    if (this.#position > this.#head.position) await this.#move({ ...this.#head, position: this.#position })
    onStep('acknowledge')
    this.#last?.ack()
    this.#last = undefined
    this.#unsaved = 0
    this.#saved = performance.now()
  }

  async #publish(device: Device): Promise<void> {
    for (const outgoing of device.outgoing.splice(0)) {
      const { last, fresh } = await this.#publisher.publish(device.token, outgoing, device.last)
      device.last = last
      if (!fresh) continue
      this.tally.verdicts[outgoing.body.verdict]++
      this.#options.onVerdict?.(outgoing.body)
    }
  }

  async #move(head: Head): Promise<void> {
    this.#revision = await moveHead(this.#group, this.number, head, this.#revision)
    this.#head = head
  }
}
