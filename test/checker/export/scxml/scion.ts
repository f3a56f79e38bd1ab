// A file of SCXML in a foreign interpreter, on a platform whose clock the test holds: SCION reads the file, takes its transitions
// and says what is to be sent when.
import scxml from '@scion-scxml/scxml'
import type { PartyEvent } from '../../../../model/party.js'

/** What of SCION is used here; its own declarations say `any`. */
interface Interpreter {
  start(): void
  gen(event: { readonly name: string; readonly data?: object }): readonly string[]
  getConfiguration(): readonly string[]
}
interface Sent {
  readonly name: string
  readonly target: string | null
  readonly sendid?: string
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}
interface Platform {
  /** What an invocation hands over: values of the data model. */
  readonly params: Readonly<Record<string, unknown>>
  readonly customSend: (event: Sent, options: { readonly delay?: number }) => void
  readonly customCancel: (id: string) => void
}
type Factory = object
type Done<T> = (error: Error | null, made: T) => void
interface Scion {
  documentStringToModel(url: string, text: string, done: Done<{ prepare(done: Done<Factory>): void } | undefined>): void
  readonly core: { readonly Statechart: new (factory: Factory, platform: Partial<Platform>) => Interpreter }
}
const scion = scxml as unknown as Scion

const factoryOf = (text: string): Promise<Factory> =>
  new Promise((resolve, reject) => {
    const prepared: Done<Factory> = (error, factory) => (error ? reject(error) : resolve(factory))
    scion.documentStringToModel('party.scxml', text, (error, model) => {
      // What it cannot read it reports twice, the second time without an error.
      if (error) reject(error)
      else model?.prepare(prepared)
    })
  })

/** What was sent with a delay and has not been cancelled. */
interface Pending {
  readonly id: string
  readonly name: string
  readonly at: number
}

/** A timer as the head of a file lists it: its event, whose it is, and the delays that it is made of. */
export interface ListedTimer {
  readonly event: string
  readonly delay: string
  readonly state: string
  readonly parts: readonly number[]
}

const listed = (text: string): readonly ListedTimer[] =>
  [...text.matchAll(/^ +(\S+): (\S+) of (\S+), ([\d +]+) ms$/gm)].map(([, event, delay, state, parts]) => ({
    event: event!,
    delay: delay!,
    state: state!,
    parts: parts!.split(' + ').map(Number),
  }))

/** The longest delay of a timer of Node, and of browsers; what is longer is over at once. */
const longest = 2 ** 31 - 1

class Session {
  readonly timers: readonly ListedTimer[]
  /** What it has said since this was last emptied. */
  said: PartyEvent[] = []
  readonly #chart: Interpreter
  #pending: readonly Pending[] = []
  #now = 0

  constructor(text: string, factory: Factory, input: number) {
    this.timers = listed(text)
    this.#chart = new scion.core.Statechart(factory, {
      params: { input },
      customSend: ({ name, target, sendid, data }, { delay = 0 }) => {
        if (target === '#_parent') this.said.push({ type: name, ...data })
        else this.#pending = [...this.#pending, { id: sendid!, name, at: this.#now + (delay > longest ? 1 : delay) }]
      },
      customCancel: (id) => {
        this.#pending = this.#pending.filter((one) => one.id !== id)
      },
    })
    this.#chart.start()
  }

  /** The id of the state that it is in. */
  get state(): string {
    return this.#chart.getConfiguration().join(' ')
  }

  /** By event: ms until it is due. */
  get running(): ReadonlyMap<string, number> {
    return new Map(
      this.#pending.map(({ id, name, at }) => {
        const { parts } = this.timers.find(({ event }) => event === id)!
        const done = name === id ? parts.length : Number(name.slice(id.length + 1))
        return [id, at - this.#now + parts.slice(done).reduce((sum, part) => sum + part, 0)]
      }),
    )
  }

  hear({ type, ...data }: PartyEvent): void {
    this.#chart.gen({ name: type, ...(Object.keys(data).length === 0 ? {} : { data }) })
  }

  /** Lets time pass; what is due is not delivered, but for parts of a delay that goes on. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const next = this.#pending.find(({ id, name, at }) => at <= end && name !== id)
      if (!next) break
      this.#now = next.at
      this.#deliver(next)
    }
    this.#now = end
  }

  /** Lets a timer elapse, if need be before it is due. */
  elapse(event: string): void {
    const timer = this.#pending.find(({ id }) => id === event)
    if (!timer) throw new Error(`${event} does not run`)
    this.#deliver({ ...timer, name: event })
  }

  #deliver({ id, name }: Pending): void {
    this.#pending = this.#pending.filter((one) => one.id !== id)
    this.#chart.gen({ name })
  }
}

export type { Session }

/** Reads a file; each call of what it gives back begins a session of its own, with one of the inputs. */
export async function sessionsOf(text: string): Promise<(input: number) => Session> {
  const factory = await factoryOf(text)
  return (input) => new Session(text, factory, input)
}
